import type { Cases } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { consumerReader } from '../consumers/consumer-reader.ts';
import type { System } from '../system.ts';
import { lookUpCase } from './look-up-case.ts';

type Looking = Pick<System, 'signers' | 'views' | 'behaviour'> & {
  readonly duties: System['duties'] | undefined;
};

/** What this server looks up for a case; without `duties` nobody asks whether they stay apart. */
export const casesOf = ({ signers, views, behaviour, duties }: Looking): Cases<Queryable> =>
  lookUpCase(signers, views, duties, consumerReader(behaviour));
