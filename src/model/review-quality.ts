/** What follows from how well a reviewer told right from wrong, as policy says it (`policies/review-quality.yaml`). */
export interface QualityRules {
  /** Of every `per` items that a reviewer gets, this many are planted: some that should go, some that are sound. */
  readonly planted: { readonly per: number; readonly bad: number; readonly sound: number };
  /** Items answered before advice is shown: this share of a reviewer's, at most so many. */
  readonly blind: { readonly share: number; readonly most: number };
  /** Low: the figure surely lies below this (all of its interval does). */
  readonly lowBelow: number;
  /** The most items that one bulk answer may take, by what is known of the reviewer in this campaign. */
  readonly bulk: { readonly sound: number; readonly unknown: number; readonly low: number };
  /** Which answers of a batch are opened again when quality is low: none, those given in bulk, all that keep access. */
  readonly reopen: 'none' | 'bulk' | 'kept';
}

/** Where policy says nothing: measured as shipped, and nobody answers in bulk. */
export const qualityRulesUnsaid: QualityRules = {
  planted: { per: 50, bad: 6, sound: 3 },
  blind: { share: 0.2, most: 10 },
  lowBelow: 0.65,
  bulk: { sound: 1, unknown: 1, low: 1 },
  reopen: 'kept',
};
