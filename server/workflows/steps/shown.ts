/** As much of an answer as the log shows; the model gets all of it. */
const longestShown = 8 * 1024;

/** An answer as the log shows it. */
export function shown(output: string): string {
  if (output.length <= longestShown) return output;
  return `${output.slice(0, longestShown)}\n(${output.length - longestShown} more characters)`;
}
