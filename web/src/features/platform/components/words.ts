import { useTranslation } from "react-i18next";
import { among, PLANS, STATES } from "../model";

/** The words for plans and states; a newer server's own where there are none. */
export function useWords() {
  const { t } = useTranslation("platform");
  return {
    plan: (word: string) => {
      const known = among(PLANS, word);
      return known ? t(($) => $.plan[known]) : word;
    },
    state: (word: string) => {
      const known = among(STATES, word);
      return known ? t(($) => $.state[known]) : word;
    },
  };
}
