import { crc32 } from 'node:zlib';

/** One message of Amazon's event stream: lengths and checksums around headers and a JSON payload, all big-endian. */
function message(type: string, payload: object): Buffer {
  const headers = Buffer.concat([
    header(':message-type', 'event'),
    header(':event-type', type),
    header(':content-type', 'application/json'),
  ]);
  const body = Buffer.from(JSON.stringify(payload));
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(headers.length + body.length + 16, 0);
  prelude.writeUInt32BE(headers.length, 4);
  const checked = Buffer.concat([prelude, checksum(prelude), headers, body]);
  return Buffer.concat([checked, checksum(checked)]);
}

function header(name: string, value: string): Buffer {
  const size = Buffer.alloc(2);
  size.writeUInt16BE(value.length);
  const typeString = 7;
  return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from([typeString]), size, Buffer.from(value)]);
}

function checksum(bytes: Buffer): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return sum;
}

type Block = { start: object | null; deltas: object[] };

/** A stream of Bedrock's Converse API. */
export function bedrockStream(blocks: Block[], stopReason: string, usage: { input: number; output: number; cached: number }): Buffer {
  return Buffer.concat([
    message('messageStart', { role: 'assistant' }),
    ...blocks.flatMap(({ start, deltas }, contentBlockIndex) => [
      ...(start ? [message('contentBlockStart', { contentBlockIndex, start })] : []),
      ...deltas.map((delta) => message('contentBlockDelta', { contentBlockIndex, delta })),
      message('contentBlockStop', { contentBlockIndex }),
    ]),
    message('messageStop', { stopReason }),
    message('metadata', {
      usage: {
        inputTokens: usage.input - usage.cached,
        outputTokens: usage.output,
        totalTokens: usage.input + usage.output,
        cacheReadInputTokens: usage.cached,
      },
      metrics: { latencyMs: 1 },
    }),
  ]);
}
