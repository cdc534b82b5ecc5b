'use client';

import { Dialog } from '#components/ui/dialog.tsx';
import { Key } from '#components/ui/key.tsx';
import { places } from './places.ts';

const lines: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ['Ctrl', 'K'], does: 'Open the command palette (Cmd K on a Mac)' },
  { keys: ['?'], does: 'Show these keys' },
  { keys: ['j'], does: 'Next row' },
  { keys: ['k'], does: 'Row before' },
  { keys: ['Enter'], does: 'Open the row' },
  { keys: ['e'], does: 'In the inbox: done' },
  { keys: ['u'], does: 'In the inbox: unread' },
  { keys: ['Ctrl', 'Alt', 'M'], does: 'Comment on the words that are selected' },
  { keys: ['Alt', '.'], does: 'Go to the next suggestion' },
  { keys: ['Alt', ','], does: 'Go to the previous suggestion' },
  { keys: ['Alt', 'Shift', 'A'], does: 'Accept the suggestion that is shown' },
  { keys: ['Alt', 'Shift', 'R'], does: 'Reject the suggestion that is shown' },
  { keys: ['Alt', 'Shift', 'H'], does: 'What changed since you last looked' },
  { keys: ['Esc'], does: 'Close what is open' },
  ...places.map(({ key, label }) => ({ keys: ['g', key], does: `Go to ${label}` })),
];

export function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-1.5">
        {lines.map(({ keys, does }) => (
          <div key={does} className="contents">
            <dt className="flex justify-end gap-1">
              {keys.map((key) => (
                <Key key={key}>{key}</Key>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
