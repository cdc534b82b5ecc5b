import type { CDPSession } from '@playwright/test';

/** What a page has asked of the network so far. */
export type PageWeight = { jsKb: number; requests: number; styleSheets: number };

/** Counts what the page of `session` asks for from now on, as it travels: compressed, with its headers. */
export async function weighPage(session: CDPSession): Promise<() => PageWeight> {
  const scripts = new Set<string>();
  let jsBytes = 0;
  let requests = 0;
  let styleSheets = 0;
  session.on('Network.responseReceived', ({ requestId, type }) => {
    requests += 1;
    if (type === 'Script') scripts.add(requestId);
    if (type === 'Stylesheet') styleSheets += 1;
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) jsBytes += encodedDataLength;
  });
  await session.send('Network.enable');
  return () => ({ jsKb: jsBytes / 1024, requests, styleSheets });
}
