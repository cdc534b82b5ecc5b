const hues = [262, 25, 150, 330, 210, 75, 300, 180];

/**
 * The colour of a person's cursor and avatar: the same everywhere and always, from the id alone. A CSS colour that
 * carries white text in the light scheme and black in the dark one.
 */
export function personColor(userId: string): string {
  let hash = 0;
  for (const character of userId) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 4_294_967_296;
  const hue = hues[hash % hues.length] ?? 0;
  return `light-dark(oklch(0.5 0.17 ${hue}), oklch(0.78 0.13 ${hue}))`;
}
