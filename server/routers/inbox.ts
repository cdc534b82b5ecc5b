import { countNotices, listNotices, listNoticesInput } from '#server/services/notices/list-notices.ts';
import { markNotices, markNoticesInput } from '#server/services/notices/mark-notices.ts';
import { getNoticeSettings, setNoticeSetting, setNoticeSettingInput } from '#server/services/notices/notice-settings.ts';
import {
  addWebhook,
  addWebhookInput,
  changeWebhook,
  changeWebhookInput,
  listDeliveries,
  listDeliveriesInput,
  listWebhooks,
  removeWebhook,
  removeWebhookInput,
  replayDelivery,
  replayDeliveryInput,
} from '#server/services/webhooks/webhooks.ts';
import { memberProcedure, router } from './trpc.ts';

export const inboxRouter = router({
  list: memberProcedure('inbox.own')
    .input(listNoticesInput)
    .query(({ ctx, input }) => listNotices(ctx.member, input)),
  count: memberProcedure('inbox.own').query(({ ctx }) => countNotices(ctx.member)),
  mark: memberProcedure('inbox.own')
    .input(markNoticesInput)
    .mutation(({ ctx, input }) => markNotices(ctx.member, input)),
  settings: memberProcedure('inbox.own').query(({ ctx }) => getNoticeSettings(ctx.member)),
  setSetting: memberProcedure('inbox.own')
    .input(setNoticeSettingInput)
    .mutation(({ ctx, input }) => setNoticeSetting(ctx.member, input)),
});

export const webhooksRouter = router({
  list: memberProcedure('webhook.configure').query(({ ctx }) => listWebhooks(ctx.member)),
  add: memberProcedure('webhook.configure')
    .input(addWebhookInput)
    .mutation(({ ctx, input }) => addWebhook(ctx.member, input)),
  change: memberProcedure('webhook.configure')
    .input(changeWebhookInput)
    .mutation(({ ctx, input }) => changeWebhook(ctx.member, input)),
  remove: memberProcedure('webhook.configure')
    .input(removeWebhookInput)
    .mutation(({ ctx, input }) => removeWebhook(ctx.member, input)),
  deliveries: memberProcedure('webhook.configure')
    .input(listDeliveriesInput)
    .query(({ ctx, input }) => listDeliveries(ctx.member, input)),
  replay: memberProcedure('webhook.configure')
    .input(replayDeliveryInput)
    .mutation(({ ctx, input }) => replayDelivery(ctx.member, input)),
});
