import { useState } from "react";

/**
 * A form over something that is stored and may be stored anew by others meanwhile: as long as nothing was changed here it shows
 * the newest; what was changed stays, and `outdated` says that it was made from an older one.
 */
export function useEdited<Stored extends { version: number }, Form extends object>(
  stored: Stored,
  formOf: (stored: Stored) => Form,
) {
  const [base, setBase] = useState(stored);
  const [edited, setEdited] = useState<Form | null>(null);
  const before = formOf(base);
  const dirty = edited !== null && JSON.stringify(edited) !== JSON.stringify(before);
  if (!dirty && base !== stored) {
    setBase(stored);
    setEdited(null);
  }
  return {
    /** What the form was made from: its version is the one to send. */
    base,
    form: edited ?? before,
    dirty,
    outdated: dirty && stored.version !== base.version,
    edit: (change: Partial<Form>) => setEdited((now) => ({ ...(now ?? before), ...change })),
    reset: () => setEdited(null),
  };
}
