import { type ComponentProps, type ReactNode, useId } from 'react';
import { StateIcon } from './state-icon.tsx';

type Described = { id: string; 'aria-describedby': string | undefined; 'aria-invalid': true | undefined };
type FieldProps = { label: string; hint?: ReactNode; error?: string | null | undefined; children: (described: Described) => ReactNode };

/** A labelled control with its hint, and its error as a sentence beside it. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className="space-y-1">
      <label htmlFor={id} className="block text-xs font-medium">
        {label}
      </label>
      {children({ id: id, 'aria-describedby': note ? `${id}-note` : undefined, 'aria-invalid': error ? true : undefined })}
      {error ? (
        <p id={`${id}-note`} role="alert" className="flex items-start gap-1.5 text-xs text-danger">
          <StateIcon shape="bang" className="mt-px size-3.5" />
          <span className="min-w-0 break-words">{error}</span>
        </p>
      ) : (
        hint && (
          <p id={`${id}-note`} className="text-xs text-muted-foreground">
            {hint}
          </p>
        )
      )}
    </div>
  );
}

type TextFieldProps = Omit<ComponentProps<'input'>, 'id'> & { label: string; hint?: ReactNode; error?: string | null | undefined };

export function TextField({ label, hint, error, ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => <input className="control" spellCheck={false} autoComplete="off" {...described} {...rest} />}
    </Field>
  );
}

type TextAreaFieldProps = Omit<ComponentProps<'textarea'>, 'id'> & {
  label: string;
  hint?: ReactNode;
  error?: string | null | undefined;
  /** For what is no prose: in the letters of code, without a spelling check. */
  isCode?: boolean;
};

export function TextAreaField({ label, hint, error, isCode = false, ...rest }: TextAreaFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => (
        <textarea
          className={isCode ? 'control h-auto! py-1.5 font-mono' : 'control h-auto! py-1.5 leading-5'}
          rows={3}
          spellCheck={!isCode}
          autoComplete="off"
          {...described}
          {...rest}
        />
      )}
    </Field>
  );
}

type SelectFieldProps = Omit<ComponentProps<'select'>, 'id'> & { label: string; hint?: ReactNode; error?: string | null | undefined };

export function SelectField({ label, hint, error, children, ...rest }: SelectFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => (
        <select className="control" {...described} {...rest}>
          {children}
        </select>
      )}
    </Field>
  );
}
