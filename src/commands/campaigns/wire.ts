/** How what a campaign freezes and what is signed in it are written, for the faces. */
export {
  answerLeafSchema,
  campaignIdSchema,
  closeItemSchema,
  designAskedSchema,
  itemContentSchema,
  launchItemSchema,
  mostAnswersSubmitted,
  rhythms,
  submissionItemSchema,
  templateDesignSchema,
} from '../../review/index.ts';
