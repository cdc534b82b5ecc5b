/** The CPU that the first spec of a process takes, in ms, after what a server does at its start. `bench/analysis.ts` starts this. */
import { analyseSpec } from '#core/analysis/analyse-spec.ts';
import { warmAnalysis } from '#core/analysis/warm-analysis.ts';
import { specOf } from './spec-of.ts';

const { requirements } = specOf(67);
if (process.argv.includes('--warm')) warmAnalysis();
const before = process.cpuUsage();
analyseSpec({ requirements });
console.log(process.cpuUsage(before).user / 1_000);
