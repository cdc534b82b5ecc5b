import { expect, type Locator, type Page } from '@playwright/test';

const address = '/home/projects/order-pricing/specs/order-pricing';

type Stage = 'Requirements' | 'Design' | 'Tasks';

/** The words of a spec's page: what is where, and the gestures. */
export class SpecPage {
  readonly page: Page;
  readonly editor: Locator;
  readonly gate: Locator;
  readonly saved: Locator;

  constructor(page: Page) {
    this.page = page;
    this.editor = page.locator('.monaco-editor').first();
    this.gate = page.getByRole('region', { name: 'Gate' });
    this.saved = page.getByText('Saved', { exact: true });
  }

  /** Opens the source of a document. */
  async open(query = ''): Promise<void> {
    await this.page.goto(`${address}${query}${query === '' ? '?' : '&'}view=source`);
    await this.editor.waitFor();
  }

  /** Opens a document as a page, ready to be edited. */
  async openPage(query = ''): Promise<void> {
    await this.page.goto(`${address}${query}`);
    await this.page.locator('[aria-keyshortcuts]').first().waitFor();
  }

  /** Shows one document of the spec. */
  async show(stage: Stage): Promise<void> {
    await this.page.getByRole('tablist', { name: 'Documents' }).getByRole('tab', { name: stage }).click();
    await this.page.getByRole('tabpanel', { name: stage }).locator('.monaco-editor').first().waitFor();
  }

  panel(name: 'Questions' | 'Readings' | 'Agents' | 'Outline' | 'Problems' | 'Trace' | 'Approvals'): Locator {
    return this.page.getByRole('tablist', { name: 'About the text' }).getByRole('tab', { name });
  }

  /** Shows a panel beside the text, from the row of tabs or from the menu that holds what does not fit into it. */
  async openPanel(name: 'Questions' | 'Readings' | 'Agents' | 'Outline' | 'Problems' | 'Trace' | 'Approvals'): Promise<void> {
    const more = this.page.getByRole('button', { name: /^More: / });
    await this.panel('Questions').or(more).first().waitFor();
    if (await this.panel(name).isVisible()) return this.panel(name).click();
    await more.click();
    await this.page.getByRole('menuitem', { name }).click();
  }

  requirement(id: string): Locator {
    return this.page.getByRole('region', { name: `Requirement ${id}`, exact: true });
  }

  verdictOf(criterion: string): Locator {
    return this.page.getByRole('button', { name: new RegExp(`^Verdict of ${criterion.replace('.', '\\.')}:`) });
  }

  /** Approves the document that is shown, and returns when the screen says so. */
  async approve(): Promise<void> {
    await this.gate.getByRole('button', { name: 'Approve', exact: true }).click();
    await this.gate.getByRole('button', { name: /^Approve revision/ }).click();
    await this.gate.getByText(/approved as (they|it) stands?/).waitFor();
  }

  /** Puts the caret at the end of the text that is shown: Monaco draws only the lines in view. */
  async goToEnd(): Promise<void> {
    await this.editor.click();
    await this.page.keyboard.press('ControlOrMeta+End');
  }

  /** Resolves when the end of the text holds these words: what stands above its lines may still push them out of view. */
  async hasAtEnd(words: string): Promise<void> {
    await expect(async () => {
      await this.goToEnd();
      await expect(this.editor).toContainText(words, { timeout: 2_000 });
    }).toPass();
  }

  /** Types at the end of the text that is shown. */
  async typeAtEnd(text: string): Promise<void> {
    await this.goToEnd();
    await this.page.keyboard.type(text);
  }

  /** Starts a run of a task with the scripted model and returns on the run's page. */
  async runTask(id: string): Promise<void> {
    await this.show('Tasks');
    await this.openPanel('Outline');
    await this.page.getByRole('button', { name: `Run task ${id}`, exact: true }).click();
    await this.page.getByRole('dialog').getByRole('button', { name: 'Run', exact: true }).click();
    await this.page.waitForURL(/\/runs\/[0-9a-f-]{36}/);
  }
}
