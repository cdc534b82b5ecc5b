import { expect, test } from '../fixtures.ts';
import { SpecPage } from '../pages/spec-page.ts';

test('look', async ({ owner }) => {
  test.setTimeout(420_000);
  const spec = new SpecPage(owner);
  await spec.open();
  for (const stage of ['Requirements', 'Design', 'Tasks'] as const) {
    await spec.show(stage);
    await spec.approve();
  }
  const shots = async (name: string) => {
    for (const [width, height] of [[1440, 900], [390, 844]] as const)
      for (const colorScheme of ['light', 'dark'] as const) {
        if ((width === 390) !== (colorScheme === 'dark') && !name.includes('!')) continue;
        await owner.setViewportSize({ width, height });
        await owner.emulateMedia({ colorScheme });
        await owner.waitForTimeout(400);
        await owner.screenshot({ path: `/tmp/look/${name}-${width}-${colorScheme}.png` });
      }
    await owner.setViewportSize({ width: 1440, height: 900 });
    await owner.emulateMedia({ colorScheme: 'light' });
  };
  await spec.runTask('5.1');
  await owner.getByRole('tab', { name: /^Changes/ }).waitFor();
  await expect(owner.getByRole('tabpanel', { name: 'Log' })).toContainText('refund.test.ts', { timeout: 60_000 });
  await owner.getByRole('button', { name: 'Pause' }).click();
  await expect(owner.getByRole('button', { name: 'Resume' })).toBeVisible({ timeout: 60_000 });
  await shots('paused');
  await owner.getByRole('tab', { name: /^Changes/ }).click();
  await expect(owner.getByText('src/refund.ts').first()).toBeVisible();
  await owner.waitForTimeout(2500);
  await shots('takeover');
  const editor = owner.locator('.monaco-editor').last();
  await editor.click();
  await owner.keyboard.press('Control+End');
  await owner.keyboard.type('// Looked at by hand.');
  await owner.getByLabel('What you changed').fill('A remark at the end.');
  await shots('takeover-edited');
  await owner.getByRole('button', { name: 'Commit as me' }).click();
  await owner.waitForTimeout(1500);
  await shots('takeover-committed');
  await owner.getByRole('button', { name: 'Resume' }).click();
  await expect(owner.getByText('Verified', { exact: true }).first()).toBeVisible({ timeout: 200_000 });
  await owner.getByRole('tab', { name: /^Review/ }).click();
  await shots('review!');
  await owner.getByRole('tab', { name: 'Cost' }).click();
  await shots('cost!');
  await owner.getByRole('tab', { name: 'Log' }).click();
  await owner.waitForTimeout(500);
  await shots('log-verified');
  await owner.getByRole('tab', { name: 'Timeline' }).click();
  await shots('timeline');
  await owner.goto('/home/projects/order-pricing');
  await owner.waitForTimeout(1000);
  await owner.screenshot({ path: '/tmp/look/project.png' });
  await owner.getByRole('button', { name: 'Remote' }).click();
  await owner.waitForTimeout(1000);
  await shots('remote');
});
