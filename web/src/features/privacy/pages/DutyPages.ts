/** Read together: small pages that are gone through one after the other. */
export { CompliancePage } from "./CompliancePage";
export { ConsentsPage } from "./ConsentsPage";
export { RetentionPage } from "./RetentionPage";
