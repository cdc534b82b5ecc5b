'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { ConfirmButton } from '#components/ui/confirm-button.tsx';
import { type Shape, StateIcon } from '#components/ui/state-icon.tsx';
import { Age } from '#components/ui/time.tsx';
import { isNoticeKind, noticeWords } from '#core/notices/notice.ts';

type Webhook = Answers['webhooks']['list'][number];
type Delivery = Answers['webhooks']['deliveries'][number];

type WebhookRowProps = {
  webhook: Webhook;
  isOpen: boolean;
  onToggle: () => void;
  onChange: (isActive: boolean) => void;
  onRemove: () => void;
};

const looks: Record<string, { shape: Shape; color: string; word: string }> = {
  delivered: { shape: 'check', color: 'text-success', word: 'Delivered' },
  failed: { shape: 'cross', color: 'text-danger', word: 'Failed' },
  waiting: { shape: 'half', color: 'text-warning', word: 'Waiting' },
};

/** An address, what it is told of, and the log of its deliveries. */
export function WebhookRow({ webhook, isOpen, onToggle, onChange, onRemove }: WebhookRowProps) {
  const { id, url, kinds, isActive, latest } = webhook;
  const labels = kinds.filter(isNoticeKind).map((kind) => noticeWords[kind].label.toLowerCase());
  return (
    <li>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-4 py-2">
        <div className="min-w-0 flex-1 basis-64">
          <button
            type="button"
            data-row
            aria-expanded={isOpen}
            onClick={onToggle}
            className="block max-w-full truncate text-left font-medium"
          >
            {url}
          </button>
          <p className="text-xs text-muted-foreground">
            {labels.length === 0 ? 'Told of everything' : `Told of ${labels.join(', ')}`}
            {latest && (
              <>
                , latest delivery {looks[latest.status]?.word.toLowerCase() ?? latest.status} <Age at={latest.createdAt} />
              </>
            )}
          </p>
        </div>
        {!isActive && <Chip tone="warning">Off</Chip>}
        <Button size="sm" onClick={() => onChange(!isActive)}>
          {isActive ? 'Switch off' : 'Switch on'}
        </Button>
        <ConfirmButton label="Remove" name={`Remove ${url}`} onConfirm={onRemove} />
      </div>
      {isOpen && <Deliveries webhookId={id} isActive={isActive} />}
    </li>
  );
}

function Deliveries({ webhookId, isActive }: { webhookId: string; isActive: boolean }) {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data: deliveries, error } = useQuery(trpc.webhooks.deliveries.queryOptions({ organization, webhookId }));
  const replay = useMutation(
    trpc.webhooks.replay.mutationOptions({
      onSuccess: () => say('The message is on its way once more.'),
      onError: ({ message }) => say(message, 'danger'),
      onSettled: () => queryClient.invalidateQueries(trpc.webhooks.pathFilter()),
    }),
  );
  if (error) return <p className="px-4 pb-3 text-danger">The deliveries could not be read: {error.message}</p>;
  if (!deliveries) return <p className="late px-4 pb-3 text-muted-foreground">Reading the deliveries</p>;
  if (deliveries.length === 0) return <p className="px-4 pb-3 text-muted-foreground">Nothing was sent to this address yet.</p>;
  return (
    <ul aria-label="Deliveries" className="border-t border-border bg-muted/30">
      {deliveries.map((delivery) => (
        <DeliveryRow
          key={delivery.id}
          delivery={delivery}
          onReplay={isActive && delivery.status !== 'waiting' ? () => replay.mutate({ organization, deliveryId: delivery.id }) : null}
        />
      ))}
    </ul>
  );
}

function DeliveryRow({ delivery, onReplay }: { delivery: Delivery; onReplay: (() => void) | null }) {
  const { kind, status, attempts, answerCode, problem, nextAt, createdAt } = delivery;
  const look = looks[status];
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-border px-4 py-1.5 text-xs last:border-b-0">
      <span className="flex w-24 items-center gap-1.5 font-medium">
        {look && <StateIcon shape={look.shape} className={`size-3.5 ${look.color}`} />}
        {look?.word ?? status}
      </span>
      <span className="w-40 truncate">{isNoticeKind(kind) ? noticeWords[kind].label : kind}</span>
      <span className="min-w-0 flex-1 basis-52 text-muted-foreground">
        {problem ?? (answerCode ? `Answered ${answerCode}.` : '')} {attempts} {attempts === 1 ? 'attempt' : 'attempts'}
        {nextAt && status === 'waiting' && attempts > 0 && `, next at ${new Date(nextAt).toISOString().slice(11, 19)} UTC`}
      </span>
      <span className="text-muted-foreground">
        <Age at={createdAt} />
      </span>
      <Button size="sm" variant="ghost" disabled={!onReplay} onClick={() => onReplay?.()}>
        Send again
      </Button>
    </li>
  );
}
