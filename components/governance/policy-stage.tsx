'use client';

import type { Answers } from '#components/shell/answers.ts';
import { Button } from '#components/ui/button.tsx';
import { Check } from '#components/ui/check.tsx';
import { SelectField, TextField } from '#components/ui/field.tsx';
import { roles } from '#core/access/access.ts';
import { coverables, type Quorum, type StageRule } from '#core/pipeline/approval-policy.ts';

type People = Answers['policies']['get']['people'];
type Teams = Answers['policies']['get']['teams'];
type PolicyStageProps = {
  stage: StageRule;
  people: People;
  teams: Teams;
  onChange: (stage: StageRule) => void;
  onRemove: (() => void) | null;
};

const deciding = roles.filter((role) => role !== 'viewer' && role !== 'agent');

/** One stage of a policy being changed. */
export function PolicyStage({ stage, people, teams, onChange, onRemove }: PolicyStageProps) {
  const { name, covers, approvals, quorums, excludesAuthors, isSkippedWhenMissing } = stage;
  const setQuorum = (index: number, quorum: Quorum | null) =>
    onChange({ ...stage, quorums: quorum ? quorums.with(index, quorum) : quorums.toSpliced(index, 1) });
  return (
    <fieldset className="panel space-y-3 p-4">
      <legend className="sr-only">{name || 'A new stage'}</legend>
      <div className="flex flex-wrap items-end gap-3">
        <div className="min-w-40 flex-1">
          <TextField
            label="Stage"
            value={name}
            required
            maxLength={60}
            onChange={({ target }) => onChange({ ...stage, name: target.value })}
          />
        </div>
        <div className="w-24">
          <TextField
            label="Approvals"
            type="number"
            min={0}
            max={20}
            required
            value={approvals}
            onChange={({ target }) => onChange({ ...stage, approvals: Number(target.value) })}
          />
        </div>
        {onRemove && <Button onClick={onRemove}>Remove the stage</Button>}
      </div>
      <div className="flex flex-wrap gap-x-4 gap-y-1.5">
        <span className="text-muted-foreground">Covers</span>
        {coverables.map((kind) => (
          <Check
            key={kind}
            label={kind}
            isOn={covers.includes(kind)}
            onChange={(isOn) =>
              onChange({ ...stage, covers: coverables.filter((known) => (known === kind ? isOn : covers.includes(known))) })
            }
          />
        ))}
      </div>
      <div className="flex flex-wrap gap-x-4 gap-y-1.5">
        <Check
          label="authors of the text do not count"
          isOn={excludesAuthors}
          onChange={(isOn) => onChange({ ...stage, excludesAuthors: isOn })}
        />
        <Check
          label="a spec without this document passes"
          isOn={isSkippedWhenMissing}
          onChange={(isOn) => onChange({ ...stage, isSkippedWhenMissing: isOn })}
        />
      </div>
      {quorums.map((quorum, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a group has no other identity
        <div key={index} className="flex flex-wrap items-end gap-3 border-t border-border pt-3">
          <div className="w-24">
            <TextField
              label="Among them"
              type="number"
              min={1}
              max={20}
              value={quorum.count}
              onChange={({ target }) => setQuorum(index, { ...quorum, count: Math.max(1, Number(target.value)) })}
            />
          </div>
          <div className="w-40">
            <SelectField
              label="of the role"
              value={quorum.roles[0] ?? ''}
              onChange={({ target }) => setQuorum(index, { ...quorum, roles: deciding.filter((role) => role === target.value) })}
            >
              <option value="">none</option>
              {deciding.map((role) => (
                <option key={role}>{role}</option>
              ))}
            </SelectField>
          </div>
          <div className="w-44">
            <SelectField
              label="or this person"
              value={quorum.people[0] ?? ''}
              onChange={({ target }) => setQuorum(index, { ...quorum, people: target.value ? [target.value] : [] })}
            >
              <option value="">nobody by name</option>
              {people.map((person) => (
                <option key={person.userId} value={person.userId}>
                  {person.name}
                </option>
              ))}
            </SelectField>
          </div>
          {teams.length > 0 && (
            <div className="w-44">
              <SelectField
                label="or of this team"
                value={quorum.teams[0] ?? ''}
                onChange={({ target }) => setQuorum(index, { ...quorum, teams: target.value ? [target.value] : [] })}
              >
                <option value="">no team</option>
                {teams.map((team) => (
                  <option key={team.id} value={team.id}>
                    {team.name}
                  </option>
                ))}
              </SelectField>
            </div>
          )}
          <Button onClick={() => setQuorum(index, null)}>Remove the group</Button>
        </div>
      ))}
      <Button
        size="sm"
        onClick={() => onChange({ ...stage, quorums: [...quorums, { count: 1, roles: ['owner'], people: [], teams: [] }] })}
      >
        Ask for somebody in particular
      </Button>
    </fieldset>
  );
}
