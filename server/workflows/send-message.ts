import { DBOS } from '@dbos-inc/dbos-sdk';
import { outlastDatabase } from '#server/events/database-away.ts';
import { recheckProject } from '#server/services/checks/recheck.ts';
import { mailAccount, mailRecovery } from '#server/services/members/mail-account.ts';
import { mailDigest, mailNotice } from '#server/services/notices/mail-notices.ts';
import { hearRemote } from '#server/services/remotes/fetch-project.ts';
import type { EngineJob } from '#server/services/runs/engine.ts';
import { advanceWave } from '#server/services/runs/waves.ts';
import { deliverWebhook } from '#server/services/webhooks/deliver-webhook.ts';
import type { Workshop } from './run-session.ts';
import { lookAtTools } from './tool-servers.ts';
import { trySystem } from './try-system.ts';

type Message = EngineJob extends infer J ? (J extends EngineJob ? Omit<J, 'id' | 'delaySeconds'> : never) : never;

/**
 * Carries out one message to the outside: a mail, a digest, one attempt at a webhook. What a receiver answers is an outcome and no
 * error; an attempt that failed has started the next one itself, so that nothing is held meanwhile.
 */
export function sendMessage({ house, stopping }: Workshop) {
  return async (message: Message): Promise<void> => {
    await DBOS.runStep(
      () =>
        outlastDatabase(async () => {
          if (message.job === 'webhook') await deliverWebhook(house, message.input);
          else if (message.job === 'mail-notice') await mailNotice(house, message.input.noticeId);
          else if (message.job === 'mail-recovery') await mailRecovery(house, message.input);
          else if (message.job === 'mail-account') await mailAccount(message.input);
          else if (message.job === 'look-at-tools') await lookAtTools(house, message.input.serverId, stopping);
          else if (message.job === 'remote') await hearRemote(house, message.input.projectId);
          else if (message.job === 'wave') await advanceWave(house, message.input.waveId);
          else if (message.job === 'recheck') await recheckProject(house, message.input);
          else if (message.job === 'trial') await trySystem({ house, stopping }, message.input.trialId);
          else await mailDigest(house, message.input);
        }, stopping),
      { name: message.job, retriesAllowed: message.job !== 'webhook', maxAttempts: 8, intervalSeconds: 15, backoffRate: 3 },
    );
  };
}
