/** A framework and those of its controls that rules and replays cite, by id, each with a short title. */
interface Framework {
  readonly name: string;
  readonly controls: Readonly<Record<string, string>>;
}

/**
 * Every control that may be cited. Each id and title was read in a source; what is remembered and was not read again is not
 * here, nor are ids of other versions: `PR.AC-4` is of CSF 1.1, whose successor in 2.0 is `PR.AA-05`.
 */
const frameworks: Readonly<Record<string, Framework>> = {
  'OWASP-NHI-2025': {
    name: 'OWASP Non-Human Identities Top 10 (2025)',
    controls: {
      'NHI1:2025': 'Improper Offboarding',
      'NHI2:2025': 'Secret Leakage',
      'NHI3:2025': 'Vulnerable Third-Party NHI',
      'NHI4:2025': 'Insecure Authentication',
      'NHI5:2025': 'Overprivileged NHI',
      'NHI6:2025': 'Insecure Cloud Deployment Configurations',
      'NHI7:2025': 'Long-Lived Secrets',
      'NHI8:2025': 'Environment Isolation',
      'NHI9:2025': 'NHI Reuse',
      'NHI10:2025': 'Human Use of NHI',
    },
  },
  'OWASP-ASI-2026': {
    name: 'OWASP Top 10 for Agentic Applications (2026)',
    controls: {
      ASI01: 'Agent Goal Hijack',
      ASI02: 'Tool Misuse and Exploitation',
      ASI03: 'Identity and Privilege Abuse',
      ASI04: 'Agentic Supply Chain Vulnerabilities',
      ASI06: 'Memory and Context Poisoning',
      ASI08: 'Cascading Failures',
      ASI09: 'Human-Agent Trust Exploitation',
      ASI10: 'Rogue Agents',
    },
  },
  'OWASP-AGENTIC-TM': {
    name: 'OWASP Agentic AI: Threats and Mitigations',
    controls: {
      T2: 'Tool Misuse',
      T3: 'Privilege Compromise',
      T13: 'Rogue Agents in Multi-Agent Systems',
    },
  },
  'NIST-CSF-2.0': {
    name: 'NIST Cybersecurity Framework 2.0',
    controls: {
      'DE.CM-09': 'Runtime monitoring',
      'GV.SC-07': 'Supplier risk monitored',
      'ID.AM-02': 'Software and service inventory',
      'ID.AM-08': 'Life-cycle management',
      'PR.AA-01': 'Identities and credentials managed',
      'PR.AA-03': 'Authentication',
      'PR.AA-05': 'Permissions defined, enforced, reviewed',
    },
  },
  'SOC2-TSC': {
    name: 'SOC 2 Trust Services Criteria',
    controls: {
      'CC6.1': 'Logical access security',
      'CC6.2': 'Register, authorise, remove users',
      'CC6.3': 'Role-based change of access',
      'CC6.6': 'Outside threats',
      'CC6.7': 'Movement of information',
    },
  },
  'ISO-27001-2022': {
    name: 'ISO/IEC 27001:2022, Annex A',
    controls: {
      'A.5.3': 'Segregation of duties',
      'A.5.9': 'Inventory of information and other associated assets',
      'A.5.15': 'Access control',
      'A.5.16': 'Identity management',
      'A.5.17': 'Authentication information',
      'A.5.18': 'Access rights',
      'A.5.19': 'Information security in supplier relationships',
      'A.6.5': 'Responsibilities after termination or change of employment',
      'A.8.2': 'Privileged access rights',
      'A.8.3': 'Information access restriction',
      'A.8.5': 'Secure authentication',
      'A.8.16': 'Monitoring activities',
    },
  },
  'PCI-DSS-4.0.1': {
    name: 'PCI DSS 4.0.1',
    controls: {
      '7.2.2': 'Assignment by job and least privilege',
      '7.2.5': 'Application and system accounts',
      '8.2.2': 'Shared IDs by exception',
      '8.2.5': 'Immediate revocation for leavers',
      '8.2.6': 'Inactive accounts',
      '8.6.1': 'Interactive use of machine accounts',
      '8.6.3': 'Protect machine passwords',
    },
  },
  'EU-AI-ACT': {
    name: 'EU AI Act',
    controls: {
      'Art. 14(4)(d)': 'Decide not to use / override',
    },
  },
  'NIST-EMERGING-2026': {
    name: 'NIST drafts on agent identity',
    controls: {
      'NCCoE-AGENT-2': 'Agent authorization',
    },
  },
};

/** A control that something asks for, in full. */
export interface ControlCited {
  readonly framework: string;
  readonly id: string;
  readonly title: string;
}

/** What `FRAMEWORK CONTROL` cites; undefined: no control of that framework that is known here. */
export function controlCited(reference: string): ControlCited | undefined {
  const [of = '', ...rest] = reference.split(' ');
  const id = rest.join(' ');
  const framework = Object.hasOwn(frameworks, of) ? frameworks[of] : undefined;
  const title =
    framework !== undefined && Object.hasOwn(framework.controls, id) ? framework.controls[id] : undefined;
  return framework === undefined || title === undefined
    ? undefined
    : { framework: framework.name, id, title };
}
