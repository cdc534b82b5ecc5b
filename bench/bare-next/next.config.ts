import { join } from 'node:path';
import type { NextConfig } from 'next';

/** The yardstick: what Next alone costs, built with the same versions in the same run. */
const config: NextConfig = { poweredByHeader: false, turbopack: { root: join(import.meta.dirname, '../..') } };
export default config;
