import { describe, expect, it } from 'vitest';
import { controlCited } from './frameworks.ts';
import { rules } from './rules/index.ts';

describe('what rules cite', () => {
  it.each(rules.map(({ id, reference }) => [id, reference] as const))(
    'is known, by framework and title: %s',
    (_id, reference) => {
      expect(reference.filter((each) => controlCited(each) === undefined)).toEqual([]);
      expect(new Set(reference).size).toBe(reference.length);
    },
  );

  it('refuses ids that are often cited wrongly, and names that are none', () => {
    const wrong = [
      'NIST-CSF-2.0 PR.AC-4',
      'OWASP-NHI-2025 NHI-02',
      'OWASP-NHI-2025 NHI3',
      'OWASP-ASI-2026 A1',
      'OWASP-ASI-2026 A-04',
      'CSA-MAESTRO GOV',
      'SOC2-TSC CC7.2',
      'SOC2-TSC',
      'constructor name',
      'OWASP-NHI-2025 toString',
      '__proto__ x',
      '',
    ];
    expect(wrong.filter((each) => controlCited(each) !== undefined)).toEqual([]);
    expect(controlCited('NIST-CSF-2.0 PR.AA-05')?.id).toBe('PR.AA-05');
  });
});
