import { setTimeout as pause } from 'node:timers/promises';
import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import { z } from 'zod';
import drafts from '../../prisma/scenarios/sample/drafts.json' with { type: 'json' };
import plays from '../../prisma/scenarios/sample/plays.json' with { type: 'json' };
import studies from '../../prisma/scenarios/sample/studies.json' with { type: 'json' };
import { ModelFailure } from './model-failure.ts';

const call = z.object({ tool: z.string(), input: z.record(z.string(), z.json()) });
const playbook = z.object({
  specSlug: z.string(),
  plays: z.array(
    z.object({
      taskId: z.string(),
      /** A turn with `onAnswer` is taken only if the last answer of a person was that option. */
      turns: z.array(z.object({ onAnswer: z.string().optional(), say: z.string(), calls: z.array(call) })),
    }),
  ),
});
type ScriptedTurn = z.infer<typeof playbook>['plays'][number]['turns'][number];

/** What one task's script does, turn by turn. */
export type Play = { turns: ScriptedTurn[] };

/** Tasks of the sample, what critics and readers say of it, and drafts of a second spec, by the step that asks. */
const books = [plays, studies, drafts].map((book) => playbook.parse(book));

/** The script for a task of the sample project, or for a question of a study or a draft in it; null for anything else. */
export function findPlay(specSlug: string, taskId: string): Play | null {
  return books.flatMap((book) => (book.specSlug === specSlug ? book.plays : [])).find((play) => play.taskId === taskId) ?? null;
}

/**
 * A model that plays a script: same conversation, same answer, on any machine. It holds no state: which turn it is on is
 * read from the conversation, so that it goes on where it was after a restart. Its tool calls are carried out like any
 * other's. Without a play it refuses, since there is nothing that it could honestly do.
 */
export function scriptedModel(play: Play | null, { pieceDelayMs = usualDelayMs() }: { pieceDelayMs?: number } = {}): LanguageModelV4 {
  return {
    specificationVersion: 'v4',
    provider: 'scripted',
    modelId: 'scripted',
    supportedUrls: {},
    doGenerate: () => Promise.reject(new ModelFailure('refused', 'The scripted model only streams.')),
    doStream: async ({ prompt, abortSignal }) => {
      const number = prompt.filter(({ role }) => role === 'assistant').length;
      const turn = findTurn(play, prompt, number);
      return { stream: toStream(perform({ turn, number, prompt, abortSignal, pieceDelayMs })) };
    },
  };
}

function findTurn(play: Play | null, prompt: LanguageModelV4Prompt, number: number): ScriptedTurn {
  if (!play) {
    throw new ModelFailure(
      'refused',
      'The scripted model only knows the tasks of the sample project. Connect a model in Settings to run this task.',
    );
  }
  const options = play.turns.flatMap(({ onAnswer }) => onAnswer ?? []);
  const answer = lastAnswer(prompt);
  const chosen = options.find((option) => option === answer) ?? options.find((option) => answer?.includes(option));
  if (answer !== null && options.length > 0 && chosen === undefined) {
    throw new ModelFailure(
      'refused',
      'The scripted model has no script for this answer. It is not a model: it knows only the options that it offered.',
    );
  }
  const turn = play.turns.filter(({ onAnswer }) => onAnswer === undefined || onAnswer === chosen)[number];
  if (!turn) throw new ModelFailure('refused', 'The script of this task has ended. The scripted model can only do what is written in it.');
  return turn;
}

/** What a person last answered, as the conversation holds it. */
function lastAnswer(prompt: LanguageModelV4Prompt): string | null {
  const results = prompt.flatMap((message) => (message.role === 'tool' ? message.content : []));
  const answers = results.filter((part) => part.type === 'tool-result' && part.toolName === 'ask_person');
  const last = answers.at(-1);
  if (last?.type !== 'tool-result') return null;
  const { output } = last;
  return output.type === 'text' ? output.value.trim() : JSON.stringify('value' in output ? output.value : '');
}

/** Between two words, so that people see it speak. Tests, which only wait for it, say less. */
function usualDelayMs(): number {
  return Number(process.env.PLUMBLINE_SCRIPTED_DELAY_MS ?? 20);
}

type Performance = {
  turn: ScriptedTurn;
  number: number;
  prompt: LanguageModelV4Prompt;
  abortSignal: LanguageModelV4CallOptions['abortSignal'];
  pieceDelayMs: number;
};

async function* perform({ turn, number, prompt, abortSignal, pieceDelayMs }: Performance): AsyncGenerator<LanguageModelV4StreamPart, void> {
  yield { type: 'stream-start', warnings: [] };
  yield { type: 'text-start', id: '0' };
  for (const delta of piecesOf(turn.say)) {
    if (pieceDelayMs > 0) await pause(pieceDelayMs, undefined, { signal: abortSignal });
    yield { type: 'text-delta', id: '0', delta };
  }
  yield { type: 'text-end', id: '0' };
  for (const [i, { tool, input }] of turn.calls.entries()) {
    yield { type: 'tool-call', toolCallId: `scripted-${number}-${i}`, toolName: tool, input: JSON.stringify(input) };
  }
  const finishReason = turn.calls.length > 0 ? 'tool-calls' : 'stop';
  yield { type: 'finish', usage: countTokens(prompt, turn), finishReason: { unified: finishReason, raw: finishReason } };
}

/** Word by word, as models speak; a long text, as a whole document, in not more pieces than this. */
const mostPieces = 100;

function piecesOf(text: string): string[] {
  const words = text.match(/\S+\s*|\s+/g) ?? [];
  const together = Math.max(1, Math.ceil(words.length / mostPieces));
  return Array.from({ length: Math.ceil(words.length / together) }, (_, at) => words.slice(at * together, (at + 1) * together).join(''));
}

function toStream<T>(parts: AsyncGenerator<T, void>): ReadableStream<T> {
  return new ReadableStream<T>({
    pull: async (controller) => {
      const { done, value } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => {
      await parts.return();
    },
  });
}

/** No tokens were bought; the count stands for what a model would have read and written, four characters to a token. */
function countTokens(prompt: LanguageModelV4Prompt, turn: ScriptedTurn): LanguageModelV4Usage {
  const input = Math.ceil(JSON.stringify(prompt).length / 4);
  const output = Math.ceil(JSON.stringify(turn).length / 4);
  return {
    inputTokens: { total: input, noCache: input, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: output, text: output, reasoning: 0 },
  };
}
