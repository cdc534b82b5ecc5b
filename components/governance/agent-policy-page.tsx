'use client';

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { type PageState, WithAnswers } from '#components/shell/page.tsx';
import { PageHead } from '#components/shell/page-head.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { SelectField, TextField } from '#components/ui/field.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { Age } from '#components/ui/time.tsx';
import { type AgentRule, capabilities, effects } from '#core/access/agent-policy.ts';
import { McpServers } from './mcp-servers.tsx';
import { PolicyTester } from './policy-tester.tsx';
import { Section } from './section.tsx';

/** What agents may do in a project: its rules, a wish held against them as it is typed, and every version before. */
export function AgentPolicyPage({ state, project }: PageState & { project: string }) {
  return (
    <WithAnswers state={state}>
      <AgentPolicy project={project} />
    </WithAnswers>
  );
}

const ruleWords = ({ effect, capability, pattern }: AgentRule): string => `${effect} ${capability} ${pattern}`;

function AgentPolicy({ project }: { project: string }) {
  const { slug, role, can } = useOrganization();
  const trpc = useTRPC();
  const { data } = useSuspenseQuery(trpc.policies.agents.queryOptions({ organization: slug, project }));
  const [draft, setDraft] = useState<readonly AgentRule[] | null>(null);
  const rules = draft ?? data.policy.rules;
  const edit = () => setDraft(data.policy.rules);
  return (
    <>
      <PageHead
        title="Agent policy"
        crumbs={[
          { href: `/${slug}`, label: 'Projects' },
          { href: `/${slug}/projects/${project}`, label: data.project },
        ]}
      />
      <div className="min-h-0 flex-1 overflow-auto">
        <div className="max-w-4xl px-4 py-5 md:px-5">
          <PolicyTester rules={rules} isDraft={draft !== null} />
          {draft === null ? (
            <Section
              title={data.version === 0 ? 'No rules of its own' : `In force, version ${data.version}`}
              hint="Deny beats ask, ask beats allow, in whatever order they stand. An ask parks the run until a person answers."
              actions={can('policy.decide') ? <Button onClick={edit}>Change the rules</Button> : null}
            >
              {rules.length === 0 ? (
                <p className="text-muted-foreground">
                  Agents read, write and run commands inside the sandbox, without a network and without secrets; tools of other servers are
                  asked about.
                </p>
              ) : (
                <RuleList rules={rules} />
              )}
              {!can('policy.decide') && (
                <p className="mt-2 text-muted-foreground">The role {role} reads the policy and does not change it.</p>
              )}
            </Section>
          ) : (
            <RulesForm project={project} version={data.version} rules={draft} onChange={setDraft} onDone={() => setDraft(null)} />
          )}
          <McpServers project={project} />
          {data.versions.length > 0 && (
            <Section title="Versions" hint="Each as it was set, the latest first.">
              <ol className="panel divide-y divide-border" aria-label="Versions">
                {data.versions.map((known) => (
                  <li key={known.version} className="px-4 py-2.5">
                    <details>
                      <summary data-row className="cursor-pointer">
                        <span className="font-medium">Version {known.version}</span>{' '}
                        <span className="text-muted-foreground">
                          by {known.setBy} <Age at={known.setAt} />: {known.reason}
                        </span>
                      </summary>
                      <div className="mt-2">
                        <RuleList rules={known.policy.rules} />
                      </div>
                    </details>
                  </li>
                ))}
              </ol>
            </Section>
          )}
        </div>
      </div>
    </>
  );
}

function RuleList({ rules }: { rules: readonly AgentRule[] }) {
  if (rules.length === 0) return <p className="text-muted-foreground">No rules of its own.</p>;
  return (
    <ul className="panel divide-y divide-border font-mono text-xs">
      {rules.map((rule) => (
        <li key={ruleWords(rule)} className="px-4 py-2 break-all">
          {ruleWords(rule)}
        </li>
      ))}
    </ul>
  );
}

type RulesFormProps = {
  project: string;
  version: number;
  rules: readonly AgentRule[];
  onChange: (rules: readonly AgentRule[]) => void;
  onDone: () => void;
};

function RulesForm({ project, version, rules, onChange, onDone }: RulesFormProps) {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const save = useMutation(
    trpc.policies.setAgents.mutationOptions({
      onSuccess: async (set) => {
        await queryClient.invalidateQueries(trpc.policies.pathFilter());
        say(`Version ${set.version} is in force, for runs under way as well.`);
        onDone();
      },
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get('reason') ?? '');
    save.mutate({ organization: slug, project, version, policy: { rules: rules.map((rule) => ({ ...rule })) }, reason });
  };
  const put = (index: number, rule: AgentRule) => onChange(rules.with(index, rule));
  return (
    <Section title="A change" hint="It is in force at once, for runs under way at the next thing that they want to do.">
      <form onSubmit={submit} className="space-y-3" aria-label="Change the agent policy">
        <ol className="space-y-2" aria-label="Rules">
          {rules.map((rule, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a rule has no other identity while its pattern is typed
            <li key={index} className="panel flex flex-wrap items-end gap-2 p-3">
              <SelectField
                label="Answer"
                value={rule.effect}
                onChange={({ target }) => put(index, { ...rule, effect: effects.find((one) => one === target.value) ?? rule.effect })}
              >
                {effects.map((effect) => (
                  <option key={effect}>{effect}</option>
                ))}
              </SelectField>
              <SelectField
                label="To"
                value={rule.capability}
                onChange={({ target }) =>
                  put(index, { ...rule, capability: capabilities.find((one) => one === target.value) ?? rule.capability })
                }
              >
                {capabilities.map((capability) => (
                  <option key={capability}>{capability}</option>
                ))}
              </SelectField>
              <div className="min-w-48 flex-1">
                <TextField
                  label="Pattern"
                  value={rule.pattern}
                  required
                  maxLength={300}
                  placeholder={rule.capability === 'command' ? 'npm test *' : 'src/**'}
                  onChange={({ target }) => put(index, { ...rule, pattern: target.value })}
                />
              </div>
              <Button type="button" onClick={() => onChange(rules.toSpliced(index, 1))} aria-label={`Remove rule ${index + 1}`}>
                Remove
              </Button>
            </li>
          ))}
        </ol>
        <Button type="button" onClick={() => onChange([...rules, { effect: 'ask', capability: 'command', pattern: '' }])}>
          Add a rule
        </Button>
        <TextField label="Why" name="reason" required maxLength={1_000} />
        {save.error && <Notice tone="danger">{save.error.message}</Notice>}
        <div className="flex gap-2">
          <Button type="submit" variant="primary" disabled={save.isPending}>
            Set these rules
          </Button>
          <Button type="button" onClick={onDone}>
            Leave as it is
          </Button>
        </div>
      </form>
    </Section>
  );
}
