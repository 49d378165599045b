import { expect, it } from 'vitest';
import { mermaidOf } from './mermaid.ts';

const step = { how: 'technique', technique: 't', cost: 1, dependsOn: [], because: [], says: [] } as const;

it('draws what depends dashed, what cuts thick, and lets no name speak Mermaid or HTML', () => {
  const drawn = mermaidOf({
    nodes: [
      {
        id: 'n1',
        kind: 'account',
        label: '"]; click n2 "javascript:alert(1)"\n%% <img onerror=x>',
        isCrownJewel: false,
      },
      {
        id: 'n2',
        kind: 'power',
        label: 'everything\u202e',
        isCrownJewel: true,
        because: 'it is everything there',
      },
    ],
    steps: [
      { ...step, id: 's1', from: 'n1', to: 'n2', certainty: 'depends', cuts: 3 },
      { ...step, id: 's2', from: 'n1', to: 'n2', how: 'membership', certainty: 'sure', cuts: 2 },
    ],
    techniques: [{ id: 't', title: 'runs `x`', platform: 'any', does: '', reference: '', takeAway: '' }],
  });
  expect(drawn).toBe(
    [
      'flowchart LR',
      '  n1("#34;#93;#59; click n2 #34;javascript:alert(1)#34;#92;n#37;#37; #60;img onerror=x#62;")',
      '  n2{{"everything#92;u#123;202e#125;"}}:::jewel',
      '  n1 -.->|"runs #96;x#96; (cuts 3)"| n2',
      '  n1 ==>|"member of (cuts 2)"| n2',
      '  classDef jewel fill:#f5d90a,color:#000',
      '',
    ].join('\n'),
  );
});
