import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import type { Outage } from "../api";
import { scopeOf } from "../model";

/** What an outage is called: its places, or the whole network. */
export function useName() {
  const { t } = useTranslation("outages");
  const format = useFormat();
  return ({ scope, names }: Outage): string =>
    scopeOf(scope) === "all" || names.length === 0 ? t(($) => $.scope[scopeOf(scope)]) : format.list(names);
}
