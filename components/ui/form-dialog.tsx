import type { FormEvent, Key, ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Notice } from './notice.tsx';

type FormDialogProps = {
  title: string;
  description?: string;
  /** What the button says, and what while it is being done. */
  submit: { label: string; busy: string };
  isBusy: boolean;
  /** What no single field is to blame for. */
  error: string | null | undefined;
  /** Another key begins all fields anew. */
  formKey?: Key;
  onSubmit: (text: (name: string) => string) => void;
  onClose: () => void;
  children: ReactNode;
};

/** A dialog with one form in it; `onSubmit` gets the fields by their names, without the white space around them. */
export function FormDialog({ title, description, submit, isBusy, error, formKey, onSubmit, onClose, children }: FormDialogProps) {
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onSubmit((name) => String(form.get(name) ?? '').trim());
  };
  return (
    <Dialog title={title} {...(description && { description })} onClose={onClose}>
      <form key={formKey} onSubmit={send} className="space-y-3">
        {error && (
          <Notice tone="danger" role="alert">
            {error}
          </Notice>
        )}
        {children}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={isBusy}>
            {isBusy ? submit.busy : submit.label}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
