import type pg from 'pg';
import type { Role } from '#core/access/access.ts';
import type { Db } from './db/client.ts';
import type { Engine } from './services/runs/engine.ts';

/** What the process gives to every service: opened once in `main.ts`, closed there. */
export type House = {
  db: Db;
  pool: pg.Pool;
  engine: Engine;
  /** The data folder: mirrors, worktrees, secrets. Absolute. */
  dataPath: string;
  /** 32 bytes that encrypt keys at rest. */
  secret: Uint8Array;
};

/** Who asks, and in which organization: what every service gets as its first argument. */
export type Ctx = House & {
  organizationId: string;
  actor: { userId: string; name: string; role: Role };
  /** The door and the address that it came by, for the audit: `browser 127.0.0.1`, `key 10.0.0.5`; absent inside the platform. */
  origin?: string;
  /** True for a call that came with an API key instead of a session. */
  isKey?: boolean;
};
