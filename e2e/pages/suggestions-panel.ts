import type { Locator, Page } from '@playwright/test';

/** The words of the list of suggestions, and the switch of modes. */
export class SuggestionsPanel {
  readonly page: Page;
  readonly list: Locator;
  readonly cards: Locator;

  constructor(page: Page) {
    this.page = page;
    this.list = page.getByRole('region', { name: 'Suggestions' });
    this.cards = this.list.getByRole('article');
  }

  /** Shows the list. */
  async show(): Promise<void> {
    await this.page.getByRole('tablist', { name: 'About the text' }).getByRole('tab', { name: 'Suggestions' }).click();
    await this.list.waitFor();
  }

  mode(name: 'Viewing' | 'Suggesting' | 'Editing'): Locator {
    return this.page.getByRole('group', { name: 'Mode' }).getByRole('button', { name });
  }

  /** Turns to suggesting, and returns when what is typed is a suggestion. */
  async suggest(): Promise<void> {
    await this.mode('Suggesting').click();
    await this.page
      .locator(
        '.monaco-editor textarea:not([readonly]), .monaco-editor .native-edit-context[contenteditable], .monaco-editor .native-edit-context',
      )
      .first()
      .waitFor({ state: 'attached' });
  }

  card(words: string): Locator {
    return this.cards.filter({ hasText: words });
  }

  async accept(words: string): Promise<void> {
    await this.card(words).getByRole('button', { name: 'Accept this suggestion' }).click();
  }

  async reject(words: string): Promise<void> {
    await this.card(words).getByRole('button', { name: 'Reject this suggestion' }).click();
  }
}
