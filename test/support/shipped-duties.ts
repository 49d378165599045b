import { connectorList } from '../../src/commands/connector-list.ts';
import { dutyFile } from '../../src/commands/duties/duty-file.ts';
import { ruleTexts, type RuleTexts } from '../../src/commands/law/rule-texts.ts';
import { openDuties, type Duties } from '../../src/commands/duties/open-duties.ts';
import { viewReader } from '../../src/commands/estate-views.ts';
import { policiesFolder } from '../../src/commands/policies-folder.ts';
import type { AccessEngine } from '../../src/estate/index.ts';
import { instantOf, type Instant } from '../../src/model/index.ts';
import type { Database } from '../../src/platform/store/index.ts';

/** Duties as a new installation has them: the shipped rules, or those in this folder, over what the database holds. */
export const shippedDuties = (
  database: Database,
  access: AccessEngine,
  of: { readonly rules?: RuleTexts; readonly folder?: string; readonly now?: () => Instant } = {},
): Duties =>
  openDuties({
    database,
    clock: { now: of.now ?? (() => instantNow) },
    access,
    views: viewReader(database, access),
    spellings: (asked) => [...new Set(connectorList.flatMap((each) => each.spellings(asked)))],
    file: dutyFile(of.rules ?? ruleTexts([of.folder ?? policiesFolder])),
  });

const instantNow = instantOf(Date.UTC(2026, 0, 15));
