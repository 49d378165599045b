import { changesToSign } from './changes-to-sign.ts';
import { casesToDecide } from './cases-to-decide.ts';
import { itemsToCertify } from './items-to-certify.ts';
import type { InboxSource } from './inbox-item.ts';

/** Everything that can wait for somebody, a value each. */
export const inboxSources: readonly InboxSource[] = [casesToDecide, changesToSign, itemsToCertify];
