/**
 * As much of a browser's EventSource as tRPC's client uses: named events, the last id, and coming back by itself when
 * the connection breaks. A response other than 200 ends it.
 */
export class TestEventSource extends EventTarget {
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSED = 2;
  readyState = 0;
  private readonly url: string;
  private readonly leaving = new AbortController();
  private lastEventId = '';

  constructor(url: string) {
    super();
    this.url = url;
    void this.follow();
  }

  close(): void {
    this.readyState = this.CLOSED;
    this.leaving.abort();
  }

  private async follow(): Promise<void> {
    while (this.readyState !== this.CLOSED) {
      try {
        const headers: HeadersInit = this.lastEventId ? { 'Last-Event-ID': this.lastEventId } : {};
        const response = await fetch(this.url, { headers, signal: this.leaving.signal });
        if (response.status !== 200 || !response.body) this.readyState = this.CLOSED;
        else await this.read(response.body);
      } catch {
        // The connection broke: that is what coming back is for.
      }
      // Whoever closed it hears no more: an error now would take from the client what it has not read yet.
      if (this.leaving.signal.aborted) return;
      if (this.readyState !== this.CLOSED) this.readyState = this.CONNECTING;
      this.dispatchEvent(new Event('error'));
    }
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    this.readyState = this.OPEN;
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      for (let cut = text.indexOf('\n\n'); cut >= 0; cut = text.indexOf('\n\n')) {
        this.dispatch(text.slice(0, cut));
        text = text.slice(cut + 2);
      }
    }
  }

  private dispatch(message: string): void {
    const fields = new Map(
      message.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trimStart()]),
    );
    const id = fields.get('id');
    if (id !== undefined) this.lastEventId = id;
    const data = fields.get('data');
    if (data === undefined) return;
    this.dispatchEvent(new MessageEvent(fields.get('event') ?? 'message', { data, lastEventId: this.lastEventId }));
  }
}
