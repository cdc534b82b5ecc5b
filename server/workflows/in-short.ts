import { answerStep, guidanceBefore, lastStepOfCall, type RunMemory, reviewStep, roundOf } from '#core/run/next-step.ts';
import { shortBeginning } from '#server/agents/context-parts.ts';
import type { Message } from './conversation.ts';
import { answerOf, heardIn, turnOf } from './turns.ts';

const longestWords = 200;
const longestValue = 120;
/** What the lines about single turns may take; the oldest go first. */
const longestLines = 20_000;

/**
 * The first turns of a run as one message. What the agent must not lose stays word for word: what people asked, answered and said, what the checks said
 * last, and what a reviewer holds against the work. What it read and tried is a line each: files it can read again.
 */
export function inShort(memory: RunMemory, turns: number): Message {
  const said: string[] = [];
  const lines: string[] = [];
  let checked = '';
  let objected = '';
  for (let i = 0; i < turns; i += 1) {
    const guidance = guidanceBefore(memory, i);
    if (guidance !== null) said.push(`Asked how to go on where nothing got better, people said: ${guidance}`);
    said.push(...heardIn(memory, i).map(({ by, text }) => `${by}: ${text}`));
    const { text, calls } = turnOf(memory, i);
    const done = calls.map((call, index) => {
      const { step, kind } = lastStepOfCall(memory, i, index, call);
      const { value, isError } = answerOf(memory, i, index, call);
      if (kind === 'ask') said.push(`You asked: ${questionIn(call.input)}\nThey answered: ${value}`);
      if (kind === 'check' || kind === 'verify') checked = value;
      const own = memory.get(step);
      const reviewed = own?.kind === 'verified' ? memory.get(reviewStep(memory, roundOf(memory, step))) : undefined;
      if (reviewed?.kind === 'reviewed' && reviewed.objection !== null) objected = reviewed.objection;
      const allowed = memory.get(answerStep(step));
      if (own?.kind === 'asked' && allowed?.kind === 'answer')
        said.push(`Asked whether you may use ${call.tool}, people answered: ${allowed.output}`);
      return `${call.tool} ${inputInShort(call.input)}${isError ? ' (failed)' : ''}`.trim();
    });
    lines.push(`${i + 1}. ${cut(text, longestWords)}${done.length > 0 ? ` | ${done.join('; ')}` : ''}`);
  }
  while (lines.length > 1 && lines.join('\n').length > longestLines) lines.shift();
  const content = [
    `${shortBeginning} ${turns} ${turns === 1 ? 'turn' : 'turns'}, in short. The files stand as your edits have left them; read again what you need.`,
    said.length > 0 ? `What people said, word for word\n${said.map((one) => `- ${one}`).join('\n')}` : '',
    checked === '' ? '' : `What the checks said last in these turns\n${checked}`,
    objected === '' ? '' : `What a reviewer held against the work\n${objected}`,
    `What you did\n${lines.join('\n')}`,
  ];
  return { role: 'user', content: content.filter((part) => part !== '').join('\n\n') };
}

function questionIn(input: unknown): string {
  return input !== null && typeof input === 'object' && 'question' in input && typeof input.question === 'string' ? input.question : '';
}

function inputInShort(input: unknown): string {
  if (input === null || typeof input !== 'object') return '';
  const first = Object.values(input).find((value) => typeof value === 'string');
  return cut(first ?? '', longestValue);
}

function cut(text: string, longest: number): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length <= longest ? line : `${line.slice(0, longest)}…`;
}
