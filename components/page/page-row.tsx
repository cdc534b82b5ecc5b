'use client';

import { ArrowDown, ArrowUp, Hash, Pencil, Plus, Trash2 } from 'lucide-react';
import { type KeyboardEvent, type MouseEvent, type ReactNode, useState } from 'react';
import { cx } from '#components/ui/class-names.ts';
import { editableSpan, type PageBlock } from '#core/page/page-block.ts';
import { EditField } from './edit-field.tsx';
import { type PageFacts, within } from './page-facts.ts';
import type { PageMark } from './page-mark.ts';
import { PageMarkdown } from './page-markdown.tsx';
import type { RowChanges } from './row-changes.ts';

type PageRowProps = {
  facts: PageFacts;
  block: PageBlock;
  /** What the row is called: `Criterion 1.2`. */
  name: string;
  /** Stands before the words: an id, a checkbox. */
  lead?: ReactNode;
  changes?: RowChanges | undefined;
  className?: string;
  id?: string | undefined;
  isRinged?: boolean;
  as?: 'li' | 'div';
  children: ReactNode;
};

/** A row of the page: its handle for keys, its words, and what can be done with it once somebody is there. */
export function PageRow({
  facts,
  block,
  name,
  lead,
  changes,
  className,
  id,
  isRinged = false,
  as: Element = 'div',
  children,
}: PageRowProps) {
  const { edit } = facts;
  // A page in flight draws many rows that nobody comes to: a menu for each would be the better part of them.
  const [isMet, setMet] = useState(false);
  const meet = () => setMet(true);
  const mayEdit = edit !== null && editableSpan(block) !== null;
  const open = () => mayEdit && edit.onOpen(block);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey) return;
    const act =
      event.key === 'Enter'
        ? open
        : event.key === 'Delete'
          ? changes?.remove
          : event.altKey && event.key === 'ArrowUp'
            ? changes?.up
            : event.altKey && event.key === 'ArrowDown'
              ? changes?.down
              : event.key === 'F2'
                ? changes?.rename
                : event.key === '+'
                  ? changes?.add
                  : null;
    if (!act) return;
    event.preventDefault();
    act();
  };
  return (
    <Element
      id={id}
      data-block={block.kind}
      className={cx('page-row', className, isRinged && 'ringed')}
      onPointerEnter={meet}
      // A row that came beneath a pointer at rest is not entered.
      onPointerMove={meet}
      onFocus={meet}
    >
      <button
        type="button"
        data-row
        data-start={block.start}
        aria-label={mayEdit ? `${name}: edit` : name}
        aria-keyshortcuts={mayEdit ? 'Enter Delete Alt+ArrowUp Alt+ArrowDown F2' : undefined}
        className="page-handle"
        onClick={open}
        onKeyDown={onKeyDown}
      >
        {mayEdit && <Pencil aria-hidden="true" className="size-3" />}
      </button>
      {lead}
      <div className="min-w-0 flex-1">{children}</div>
      {isMet && edit && changes && <RowMenu name={name} changes={changes} />}
      {facts.aside?.(block)}
    </Element>
  );
}

function RowMenu({ name, changes: { add, addLabel, up, down, rename, remove } }: { name: string; changes: RowChanges }) {
  const items = [
    { label: addLabel ?? 'Add below', act: add, icon: Plus },
    { label: `Move ${name} up`, act: up, icon: ArrowUp },
    { label: `Move ${name} down`, act: down, icon: ArrowDown },
    { label: `Renumber ${name}`, act: rename, icon: Hash },
    { label: `Delete ${name}`, act: remove, icon: Trash2 },
  ];
  return (
    <span className="page-menu">
      {items.map(({ label, act, icon: Icon }) =>
        act ? (
          <button key={label} type="button" aria-label={label} title={label} onClick={act}>
            <Icon aria-hidden="true" className="size-3.5" />
          </button>
        ) : null,
      )}
    </span>
  );
}

type EditableProps = {
  facts: PageFacts;
  block: PageBlock;
  name: string;
  /** Further marks of the row's own: the clauses of a sentence. */
  marks?: readonly PageMark[];
  isLong?: boolean;
  className?: string;
  placeholder?: string;
};

/** The words of a block, or the field that they are edited in. A click between the words opens it; selecting them does not. */
export function Editable({ facts, block, name, marks = [], isLong = false, className, placeholder }: EditableProps) {
  const { edit, source } = facts;
  const span = editableSpan(block) ?? block;
  if (edit?.open && edit.open.start >= block.start && edit.open.start <= block.end) {
    return (
      <EditField
        session={edit.session}
        held={edit.open.held}
        label={name}
        isLong={isLong}
        words={facts.words}
        className={className ?? ''}
        onLeave={(to) => {
          edit.onClose();
          if (to === 'back') focusRow(block.start);
        }}
      />
    );
  }
  const onClick = (event: MouseEvent) => {
    if (!edit || !(getSelection()?.isCollapsed ?? true)) return;
    if (event.target instanceof Element && event.target.closest('a, button, input')) return;
    edit.onOpen(block);
  };
  const all = [...marks, ...within(facts.marks, span)];
  const isEmpty = source.slice(span.start, span.end).trim() === '';
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the row's handle opens the same field with Enter
    // biome-ignore lint/a11y/noStaticElementInteractions: as above
    <div className={cx('page-words-of', edit && 'cursor-text', className)} onClick={onClick}>
      {isEmpty && placeholder ? <span className="text-muted-foreground italic">{placeholder}</span> : null}
      <PageMarkdown source={source} span={span} marks={all} isInline={!isLong} />
    </div>
  );
}

/** Gives the focus back to a row's handle, once it is drawn again. */
export function focusRow(start: number): void {
  requestAnimationFrame(() => {
    const handles = [...document.querySelectorAll<HTMLElement>('[data-row][data-start]')];
    const near = handles.findLast((handle) => Number(handle.dataset['start']) <= start) ?? handles[0];
    near?.focus();
  });
}
