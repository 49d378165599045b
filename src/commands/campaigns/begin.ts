import type { Result } from '../../model/index.ts';
import { completeDesign, type DesignAsked } from '../../review/index.ts';
import type { System } from '../system.ts';
import { openLaunch, type OpenLaunch } from './launch.ts';
import { designOfTemplate } from './templates.ts';
import { previewCampaign, type Preview } from './preview.ts';

/** The preview of what is asked for, with its usual values where nothing was said. */
export async function previewOf(system: System, asked: DesignAsked): Promise<Result<Preview>> {
  const design = completeDesign(asked, system.clock.now());
  return design.ok ? previewCampaign(system, design.value) : design;
}

export async function openLaunchOf(
  system: System,
  asked: {
    readonly design: DesignAsked;
    readonly keyFingerprint: string;
    readonly evenIfEmpty: boolean;
    readonly template?: string;
  },
): Promise<Result<OpenLaunch>> {
  const of =
    asked.template === undefined ? undefined : await designOfTemplate(system, { name: asked.template });
  if (of?.ok === false) return of;
  const design = completeDesign(asked.design, system.clock.now());
  return design.ok ? openLaunch(system, { ...asked, design: design.value }) : design;
}
