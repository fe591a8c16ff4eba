import { useEffect } from "react";
import { setSingleKeys } from "@/shared/actions";
import { useSession } from "@/shared/api";
import { i18next, isLanguage, speak } from "@/shared/i18n";

/** What the person has chosen holds in every browser they sign in with. */
export function useOwnPreferences(): void {
  const user = useSession((s) => s.me?.user?.id);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each who signs in; later changes are made here
  useEffect(() => {
    const own = useSession.getState().me?.user?.preferences;
    if (!own) return;
    setSingleKeys(own.shortcuts);
    if (isLanguage(own.language) && own.language !== i18next.language) void speak(own.language);
  }, [user]);
}
