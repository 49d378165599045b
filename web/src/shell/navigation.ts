import type { IconName } from '../components/icon.tsx';
import { t } from '../text/shell.ts';

export interface NavigationItem {
  readonly to: string;
  readonly label: string;
  readonly icon: IconName;
}

/** The sidebar and the command palette: groups of places. */
export const navigation: readonly {
  readonly group: string | undefined;
  readonly items: readonly NavigationItem[];
}[] = [
  {
    group: undefined,
    items: [
      { to: '/overview', label: t('overview'), icon: 'overview' },
      { to: '/inbox', label: t('inbox'), icon: 'inbox' },
      { to: '/findings', label: t('findings'), icon: 'finding' },
    ],
  },
  {
    group: t('groupEstate'),
    items: [
      { to: '/identities', label: t('identities'), icon: 'estate' },
      { to: '/access', label: t('access'), icon: 'access' },
      { to: '/paths', label: t('paths'), icon: 'graph' },
      { to: '/roles', label: t('roles'), icon: 'role' },
      { to: '/bundles', label: t('bundles'), icon: 'role' },
      { to: '/sources', label: t('sources'), icon: 'source' },
      { to: '/scan', label: t('scan'), icon: 'agent' },
    ],
  },
  {
    group: t('groupRisk'),
    items: [
      { to: '/behaviour', label: t('behaviour'), icon: 'clock' },
      { to: '/duties', label: t('duties'), icon: 'narrow' },
      { to: '/replay', label: t('replay'), icon: 'rotate' },
    ],
  },
  {
    group: t('groupDeciding'),
    items: [
      { to: '/requests', label: t('requests'), icon: 'request' },
      { to: '/decide', label: t('decide'), icon: 'sign' },
      { to: '/campaigns', label: t('campaigns'), icon: 'campaign' },
      { to: '/lives', label: t('lives'), icon: 'person' },
      { to: '/delegations', label: t('delegations'), icon: 'person' },
      { to: '/what-if', label: t('whatIf'), icon: 'rotate' },
      { to: '/watched', label: t('watched'), icon: 'hold' },
      { to: '/rollback', label: t('rollback'), icon: 'undo' },
    ],
  },
  {
    group: t('groupLaw'),
    items: [
      { to: '/policies', label: t('policies'), icon: 'policy' },
      { to: '/mandates', label: t('mandates'), icon: 'clock' },
      { to: '/signers', label: t('signers'), icon: 'signers' },
      { to: '/notifications', label: t('notifications'), icon: 'bell' },
    ],
  },
  { group: t('groupProof'), items: [{ to: '/ledger', label: t('ledger'), icon: 'ledger' }] },
];
