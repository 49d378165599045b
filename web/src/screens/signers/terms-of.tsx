import type { ReactNode } from 'react';
import { Identifier } from '../../components/identifier.tsx';
import { When } from '../../components/when.tsx';
import { Name } from '../../people/person.tsx';
import { differs, type Stated } from '../../statements/stated.ts';
import { t } from '../../text/signers.ts';
import { purposes, type Act } from './asked-change.ts';

/** The rows that say in plain words what a signature under this statement brings about, from the statement alone. */
export function termsOf(
  stated: Stated,
  fingerprint: string | undefined,
): readonly (readonly [string, ReactNode])[] {
  const act = actOf(stated);
  const subject = textIn(stated, 'subject');
  const name = <Name key="n" id={subject} />;
  const end = [t('termTime'), <When key="t" at={stated.expiresAt} as="exact" />] as const;
  if (act === 'revoke')
    return [
      [t('termWhat'), t.rich('whatRevoke', { name })],
      [t('termEnds'), <Identifier key="k">{textIn(stated, 'fingerprint')}</Identifier>],
      [t('termWhy'), textIn(stated, 'reason')],
      [t('termUndo'), t('undoRevoke')],
      end,
    ];
  const strength = textIn(stated, 'assurance');
  return [
    [t('termWhat'), act === 'enrol' ? t.rich('whatEnrol', { name }) : t.rich('whatReplace', { name })],
    [t('termKey'), <Identifier key="k">{fingerprint ?? ''}</Identifier>],
    ...(act === 'replace'
      ? [[t('termEnds'), <Identifier key="o">{textIn(stated, 'replaces')}</Identifier>] as const]
      : []),
    [
      t('termRoles'),
      rolesIn(stated)
        .map((role) => role.replaceAll('_', ' '))
        .join(', '),
    ],
    [t('termStrength'), strength === 'passkey' ? t('strength_passkey') : t('strength_key')],
    [t('termUndo'), t('undo')],
    end,
  ];
}

/** Which change a statement makes; throws `Problem` when it makes none. */
export function actOf({ purpose }: Stated): Act {
  const acts = ['enrol', 'replace', 'revoke'] as const;
  const act = acts.find((each) => purposes[each] === purpose);
  if (act === undefined) throw differs();
  return act;
}

export function textIn({ item }: Stated, name: string): string {
  const value = item[name];
  if (typeof value !== 'string') throw differs();
  return value;
}

function rolesIn({ item }: Stated): readonly string[] {
  const { roles } = item;
  if (!Array.isArray(roles) || !roles.every((role) => typeof role === 'string')) throw differs();
  return roles;
}
