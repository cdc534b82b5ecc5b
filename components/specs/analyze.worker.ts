import { analyzeSpec, type SpecTexts } from '#core/language/diagnose.ts';

// Reading a long document takes longer than a frame; here it holds up nobody who types.
self.onmessage = ({ data }: MessageEvent<SpecTexts>) => self.postMessage(analyzeSpec(data));
