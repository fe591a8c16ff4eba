import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ApiError, useMay } from "@/shared/api";
import { nationalPhone } from "@/shared/i18n/format";
import { peopleOptions } from "@/shared/known";
import { nameOptions, type Request } from "../api";
import { shortId } from "../model";

const DOERS = ["user", "api_key", "flow", "campaign", "system", "contact"] as const;

/** Who did something, as people say it. */
export function useDoer(): (kind: string, id: string | null) => string {
  const { t } = useTranslation("privacy");
  const people = useQuery({ ...peopleOptions, enabled: useMay("read:users") }).data?.data;
  return (kind, id) => {
    const person = kind === "user" ? people?.find((one) => one.id === id) : undefined;
    const known = DOERS.find((one) => one === kind);
    return person?.name ?? (known ? t(($) => $.doer[known]) : kind);
  };
}

/** The name behind an id, as long as there is one. A name that is looked up is a look that is recorded. */
export function useSubject(id: string, kind: Request["subject_kind"] = "contact"): string {
  const { t } = useTranslation("privacy");
  const reads = useMay("read:contacts");
  const worker = kind === "user";
  const people = useQuery({ ...peopleOptions, enabled: useMay("read:users") && worker }).data?.data;
  const contact = useQuery({ ...nameOptions(id), enabled: reads && !worker && id !== "" });
  if (worker) return people?.find((one) => one.id === id)?.name ?? t(($) => $.requests.someone, { id: shortId(id) });
  if (contact.error instanceof ApiError && contact.error.status === 404) return t(($) => $.requests.gone);
  const name = contact.data?.name ?? "";
  return name ? nationalPhone(name) : t(($) => $.requests.someone, { id: shortId(id) });
}
