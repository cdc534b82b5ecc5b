/** The clean environment of a command: nothing of the server's own. Colours are off, since people and models read plain text. `programs` is its PATH. */
export function baseEnv(programs: string | null): Record<string, string> {
  const quiet = { CI: '1', NO_COLOR: '1', TERM: 'dumb', npm_config_update_notifier: 'false', npm_config_offline: 'true' };
  const own = { HOME: '/home/agent', USER: 'agent', SHELL: '/bin/bash', TMPDIR: '/tmp', LANG: 'C.UTF-8' };
  return { ...(programs === null ? {} : { PATH: programs }), ...own, ...quiet };
}
