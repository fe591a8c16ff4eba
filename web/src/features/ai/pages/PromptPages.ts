/** Read together: who writes a prompt proves it by an evaluation. */
export { EvaluationsPage } from "./EvaluationsPage";
export { PromptPage } from "./PromptPage";
export { PromptsPage } from "./PromptsPage";
