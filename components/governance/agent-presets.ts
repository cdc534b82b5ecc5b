/** What is known of agents that people have: how each is started for ACP, and what it needs. All of it can be changed in the form. */
export const agentPresets = [
  {
    name: 'Claude Code',
    command: 'claude-agent-acp',
    mode: 'default',
    hosts: 'api.anthropic.com',
    env: 'ANTHROPIC_API_KEY=',
    hint: 'The npm package @agentclientprotocol/claude-agent-acp, installed in a folder of the server.',
  },
  {
    name: 'Codex',
    command: 'codex-acp',
    mode: '',
    hosts: 'api.openai.com',
    env: 'OPENAI_API_KEY=',
    hint: 'The npm package @zed-industries/codex-acp, installed in a folder of the server.',
  },
  {
    name: 'Gemini CLI',
    command: 'gemini --experimental-acp',
    mode: '',
    hosts: 'generativelanguage.googleapis.com',
    env: 'GEMINI_API_KEY=',
    hint: 'The npm package @google/gemini-cli, installed in a folder of the server.',
  },
  {
    name: 'Kiro CLI',
    command: 'kiro-cli acp',
    mode: '',
    hosts: '*.amazonaws.com',
    env: '',
    hint: 'The program kiro-cli, in a folder of the server.',
  },
  {
    name: 'OpenCode',
    command: 'opencode acp',
    mode: '',
    hosts: 'api.anthropic.com',
    env: 'ANTHROPIC_API_KEY=',
    hint: 'The npm package opencode-ai, installed in a folder of the server; the host is that of its model.',
  },
] as const;
