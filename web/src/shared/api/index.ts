export { brandingOptions } from "./branding";
export { api, newKey, ok, once, raw } from "./client";
export { ApiError, type Detail } from "./error";
export { keys } from "./keys";
export { queryClient } from "./query";
export {
  finishSignOn,
  type Me,
  may,
  owing,
  register,
  reread,
  restore,
  signIn,
  signInByPasskey,
  signOut,
  useMay,
  useSession,
  useZone,
  verifySecondStep,
} from "./session";
export type { Page, Schema } from "./types";
