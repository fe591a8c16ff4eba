import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { may } from "@/shared/api";
import { Bones, Crumb, Denied, Failed, PageBody } from "@/shared/ui";
import { templateOptions } from "../api";
import { Editor } from "../components/Editor";
import { EMPTY, formOf, LANGUAGES } from "../model";

const route = getRouteApi("/inside/templates/$templateId");

/** One template, or a new one: empty, or another language of one that is there (`from`). */
export function TemplatePage() {
  const { t } = useTranslation("templates");
  const { templateId } = route.useParams();
  const { from } = route.useSearch() as { from?: string };
  const fresh = templateId === "new";
  const wanted = fresh ? from : templateId;
  const query = useQuery({ ...templateOptions(wanted ?? ""), enabled: wanted !== undefined });
  if (fresh && !may("write:templates")) return <Denied permission="write:templates" />;
  if (fresh && !from) return <Editor key="new" start={EMPTY} />;
  if (!query.data)
    return (
      <PageBody wide>
        <Crumb to="/templates">{t(($) => $.title)}</Crumb>
        {query.isError ? (
          <Failed error={query.error} retry={() => void query.refetch()} />
        ) : (
          <Bones rows={3} className="h-40" />
        )}
      </PageBody>
    );
  if (!fresh) return <Editor key={templateId} template={query.data} start={EMPTY} />;
  const language = LANGUAGES.find((one) => one !== query.data.language) ?? "en_US";
  return <Editor key={`from:${from}`} start={{ ...formOf(query.data), language }} />;
}
