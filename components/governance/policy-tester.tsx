'use client';

import { useState } from 'react';
import { SelectField, TextField } from '#components/ui/field.tsx';
import { type AgentRule, type Capability, capabilities, type Effect, ruleOn } from '#core/access/agent-policy.ts';
import { Section } from './section.tsx';

const answers: Record<Effect, string> = { deny: 'Denied', ask: 'Asks a person', allow: 'Allowed' };
const tones: Record<Effect, string> = { deny: 'text-danger', ask: 'text-warning', allow: 'text-success' };
const wishes: Record<Capability, string> = {
  read: 'read a file',
  write: 'write a file',
  command: 'run a command',
  network: 'reach a host',
  mcp: 'use an MCP tool',
  secret: 'use a secret',
  model: 'use a model',
};
const examples: Record<Capability, string> = {
  read: '.env',
  write: 'src/price.ts',
  command: 'npm test && git push',
  network: 'registry.example.com',
  mcp: 'browser/click',
  secret: 'DEPLOY_KEY',
  model: 'claude',
};

/** Something that an agent may want, with the answer and the rule that it follows from, as it is typed. */
export function PolicyTester({ rules, isDraft }: { rules: readonly AgentRule[]; isDraft: boolean }) {
  const [capability, setCapability] = useState<Capability>('command');
  const [value, setValue] = useState('');
  const wish = value.trim() === '' ? examples[capability] : value;
  const { effect, rule, part } = ruleOn({ rules }, { capability, value: wish });
  return (
    <Section title="Try it" hint={isDraft ? 'Held against the rules as you change them below.' : 'Held against the rules in force.'}>
      <div className="panel p-3">
        <div className="flex flex-wrap items-end gap-2">
          <SelectField
            label="An agent wants to"
            value={capability}
            onChange={({ target }) => setCapability(capabilities.find((one) => one === target.value) ?? capability)}
          >
            {capabilities.map((one) => (
              <option key={one} value={one}>
                {wishes[one]}
              </option>
            ))}
          </SelectField>
          <div className="min-w-48 flex-1">
            <TextField label="Which" value={value} placeholder={examples[capability]} onChange={({ target }) => setValue(target.value)} />
          </div>
        </div>
        <p className="mt-3" role="status">
          <strong className={tones[effect]}>{answers[effect]}</strong>
          {part !== wish && (
            <>
              {' '}
              for <code className="break-all">{part}</code>
            </>
          )}
          <span className="text-muted-foreground">
            {rule ? `: ${rule.effect} ${rule.capability} ${rule.pattern}` : ': no rule speaks of it, so the rule of the house holds'}
          </span>
        </p>
      </div>
    </Section>
  );
}
