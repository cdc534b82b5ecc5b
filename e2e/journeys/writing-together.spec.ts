import type { Page } from '@playwright/test';
import { expect, joinAs, test } from '../fixtures.ts';
import { SpecPage } from '../pages/spec-page.ts';

/** Lets a page's live connection be cut, as a train does: what else the page asks for still comes. */
async function cuttable(page: Page): Promise<{ cut: () => Promise<void>; mend: () => void }> {
  let isCut = false;
  const open: { close(): Promise<void> }[] = [];
  await page.context().routeWebSocket(/\/collab$/, (socket) => {
    if (isCut) return void socket.close();
    socket.connectToServer();
    open.push(socket);
  });
  return {
    cut: async () => {
      isCut = true;
      await Promise.all(open.splice(0).map((socket) => socket.close()));
    },
    mend: () => {
      isCut = false;
    },
  };
}

test('what is typed without a connection survives a reload, and merges with what two others did', async ({ browser, server, owner }) => {
  const mira = new SpecPage(await joinAs(browser, server, owner, { name: 'Mira', role: 'editor' }));
  const viewer = new SpecPage(await joinAs(browser, server, owner, { name: 'Vera', role: 'viewer' }));
  const connection = await cuttable(mira.page);
  const page = new SpecPage(owner);
  for (const one of [page, mira, viewer]) await one.open();
  await mira.typeAtEnd('\nTyped together.');
  await expect(mira.saved).toBeVisible();

  await connection.cut();
  await mira.typeAtEnd('\nTyped on the train.');
  await expect(mira.page.getByText('Offline, kept in this browser')).toBeVisible();
  await page.editor.click();
  await owner.keyboard.press('ControlOrMeta+Home');
  await owner.keyboard.type('Typed at the desk. ');
  await expect(page.saved).toBeVisible();
  await viewer.editor.click();
  await viewer.page.keyboard.press('ControlOrMeta+Home');
  await expect(viewer.editor).toContainText('Typed at the desk.');

  await mira.page.reload();
  await mira.hasAtEnd('Typed on the train.');
  connection.mend();
  await page.hasAtEnd('Typed on the train.');
  await viewer.hasAtEnd('Typed on the train.');
  await mira.editor.click();
  await mira.page.keyboard.press('ControlOrMeta+Home');
  await expect(mira.editor).toContainText('Typed at the desk.');
  await expect(mira.saved).toBeVisible();
  for (const one of [mira, viewer]) await one.page.context().close();
});

test('a picture that is pasted is kept with the spec, and shown to whoever reads it', async ({ browser, server, owner }) => {
  const page = new SpecPage(owner);
  await page.open();
  await page.typeAtEnd('\n\n');
  await owner.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 120 });
    const pen = canvas.getContext('2d');
    pen?.fillRect(10, 10, 300, 100);
    const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([picture ?? ''], 'order flow.png', { type: 'image/png' }));
    document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  await page.hasAtEnd('![order flow](images/');
  await expect(page.saved).toBeVisible();

  const reader = new SpecPage(await joinAs(browser, server, owner, { name: 'Vera', role: 'viewer' }));
  await reader.page.goto('/home/projects/order-pricing/specs/order-pricing');
  const shown = reader.page.getByRole('img', { name: 'order flow' });
  await shown.scrollIntoViewIfNeeded();
  await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(320);
  const address = await shown.evaluate((image: HTMLImageElement) => image.src);
  const stranger = await browser.newContext();
  expect((await stranger.request.get(address)).status()).toBe(401);
  await stranger.close();
  await reader.page.context().close();
});
