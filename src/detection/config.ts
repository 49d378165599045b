import { z } from 'zod';

const days = (otherwise: number) => z.number().int().min(0).max(3650).default(otherwise);
const text = z.string().min(1).max(512);

/**
 * What the house calls too old, too idle, too long; and which accounts are meant to hold unusual power. Days are whole
 * days. Everything has a default, so `{}` is a complete configuration.
 */
export const detectionConfigSchema = z.strictObject({
  limits: z
    .strictObject({
      /** A privileged account without use for this long is dormant. */
      dormantDays: days(90),
      /** A key older than this should have been replaced. */
      keyAgeDays: days(90),
      /** A credential that nobody used this long after it was made is not needed. */
      neverUsedDays: days(30),
      /** How long after someone left their accounts may still be active. */
      leaverGraceDays: days(0),
      /** Use of a root account within this time is reported. */
      rootUseDays: days(90),
    })
    .prefault({}),
  agents: z
    .strictObject({
      /** What agents are meant to go through, as servers are called in the estate: `host:gateway.acme.example`. */
      gateways: z.array(text).max(100).default([]),
      /** Sources and servers of whose tickets a program carries out what is written there. Null: nobody has said. */
      ticketsAreCarriedOut: z.array(text).max(100).nullable().default(null),
    })
    .prefault({}),
  /** Powers that only listed accounts may hold. */
  watchedPowers: z.array(text).max(32).default(['superuser', 'bypassrls', 'replication']),
  expected: z
    .strictObject({
      /** Accounts that are meant to hold powers; `source` absent: in every source. Null: nobody has said, so nobody can judge. */
      powers: z
        .array(
          z.strictObject({
            source: text.optional(),
            account: text,
            powers: z.array(text).min(1).max(32),
            because: z.string().max(1000).optional(),
          }),
        )
        .max(10_000)
        .nullable()
        .default([{ account: 'role/postgres', powers: ['superuser', 'bypassrls', 'replication'] }]),
    })
    .prefault({}),
});

export type DetectionConfig = Readonly<z.infer<typeof detectionConfigSchema>>;

/** The configuration of a house that configured nothing. */
export const defaultDetectionConfig: DetectionConfig = detectionConfigSchema.parse({});
