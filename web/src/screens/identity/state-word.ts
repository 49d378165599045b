import { t } from '../../text/identities.ts';

const words: Readonly<Record<string, string>> = {
  active: t('stateActive'),
  disabled: t('stateDisabled'),
  locked: t('stateLocked'),
  expired: t('stateExpired'),
  left: t('stateLeft'),
  unknown: t('stateUnknown'),
};

/** A state in words; one that this version does not know, as it is. */
export const stateWord = (state: string): string => words[state] ?? state;
