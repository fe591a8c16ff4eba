import { useMutation, useQuery } from "@tanstack/react-query";
import { Ellipsis, History } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, queryClient } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Bones, Button, Empty, Failed, IconButton, Menu, Select, toast } from "@/shared/ui";
import { type Diff, diffOptions, flowDeeds, versionOptions, versionsOptions } from "../api";
import { type Doc, graphDoc } from "../model/document";
import type { Saver } from "../saving";
import { useEditor, useEditorStore } from "../store";
import { bothOf, changesOf, DiffList } from "./DiffView";
import { download } from "./download";
import { useNames } from "./useNames";

const DRAFT = "draft";

/** What was published: look at it, compare two, take one back as the draft. */
export function VersionsPanel({ saver, published }: { saver: Saver; published: number }) {
  const { t } = useTranslation("flows");
  const format = useFormat();
  const nameOf = useNames();
  const store = useEditorStore();
  const versions = useQuery(versionsOptions(saver.flowId));
  const shown = useEditor((s) => s.shown);
  const mayEdit = useEditor((s) => s.mayEdit);
  const [diff, setDiff] = useState<Diff | null>(null);
  const [pair, setPair] = useState<[string, string] | null>(null);
  const named = (id: string) =>
    id === DRAFT ? t(($) => $.versions.draft) : t(($) => $.versions.number, { version: Number(id) });
  const graph = async (id: string): Promise<Doc> => {
    if (id === DRAFT) return store.getState().history.present;
    const version = await queryClient.fetchQuery(versionOptions(saver.flowId, Number(id)));
    return graphDoc(version.nodes, version.edges, store.getState().history.present.name);
  };
  const look = useMutation({
    mutationFn: (version: number) => graph(String(version)),
    onSuccess: (doc, version) => {
      setDiff(null);
      setPair(null);
      store.setState({ shown: { doc, title: t(($) => $.versions.looking, { version }) }, selected: [], edges: [] });
    },
    onError: toast.failed,
  });
  const compare = useMutation({
    mutationFn: async ([before, after]: [string, string]) => {
      if (before === DRAFT || after === DRAFT) await saver.flush();
      const [found, old, now] = await Promise.all([
        queryClient.fetchQuery({ ...diffOptions(saver.flowId, before, after, saver.draftVersion), staleTime: 0 }),
        graph(before),
        graph(after),
      ]);
      return { found, doc: bothOf(old, now) };
    },
    onSuccess: ({ found, doc }, [from, to]) => {
      setDiff(found);
      setPair([from, to]);
      const title = t(($) => $.versions.comparing, { from: named(from), to: named(to) });
      store.setState({ shown: { doc, title, changes: changesOf(found) }, selected: [], edges: [] });
    },
    onError: toast.failed,
  });
  const restore = useMutation({
    mutationFn: async (version: number) => {
      await saver.flush();
      return flowDeeds.restore(saver.flowId, version, saver.draftVersion);
    },
    onSuccess: (flow, version) => {
      saver.take(flow);
      setDiff(null);
      setPair(null);
      toast.done(t(($) => $.versions.restored, { version }));
    },
    onError: toast.failed,
  });
  const taking = (version: number) =>
    (["json", "yaml"] as const).map((form) => ({
      id: form,
      label: t(($) => (form === "json" ? $.head.exportJson : $.head.exportYaml)),
      run: () => void download(saver.flowId, form, store.getState().history.present.name, version).catch(toast.failed),
    }));
  if (versions.isPending) return <Bones rows={4} />;
  if (!versions.data) return <Failed tight error={versions.error} retry={() => void versions.refetch()} />;
  if (versions.data.length === 0)
    return (
      <Empty icon={<History aria-hidden />} title={t(($) => $.versions.none)}>
        {t(($) => $.versions.noneHint)}
      </Empty>
    );
  const options = [
    { id: DRAFT, label: t(($) => $.versions.draft) },
    ...versions.data.map((v) => ({ id: String(v.version), label: named(String(v.version)) })),
  ];
  const chosen: [string, string] = pair ?? [String(versions.data[0]?.version), DRAFT];
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-auto p-4">
      <section aria-label={t(($) => $.versions.between)} className="grid grid-cols-2 gap-2">
        <Select
          label={t(($) => $.versions.from)}
          value={chosen[0]}
          onChange={(id) => compare.mutate([id, chosen[1]])}
          options={options}
        />
        <Select
          label={t(($) => $.versions.to)}
          value={chosen[1]}
          onChange={(id) => compare.mutate([chosen[0], id])}
          options={options}
        />
      </section>
      {shown && diff && (
        <section aria-label={t(($) => $.versions.moreDiffs)}>
          <DiffList diff={diff} />
        </section>
      )}
      <ol className="flex flex-col">
        {versions.data.map((version) => (
          <li key={version.id} className="relative border-l-2 border-line pb-4 pl-4 last:pb-0">
            <span aria-hidden className="absolute -left-[5px] top-1.5 size-2 rounded-full bg-brand" />
            <div className="flex items-center gap-2">
              <h3 className="text-sm font-medium text-fg">
                {t(($) => $.versions.number, { version: version.version })}
              </h3>
              {version.version === published && <Badge tone="brand">{t(($) => $.versions.live)}</Badge>}
            </div>
            <p className="text-xs text-fg-3">
              {t(($) => $.versions.by, {
                name: version.published_by ? nameOf(version.published_by) : t(($) => $.versions.system),
                time: format.dateTime(version.published_at),
              })}
            </p>
            {version.note && <p className="mt-1 whitespace-pre-wrap break-words text-sm text-fg-2">{version.note}</p>}
            <div className="mt-1.5 flex flex-wrap gap-1">
              <Button onPress={() => look.mutate(version.version)}>{t(($) => $.versions.look)}</Button>
              <Button onPress={() => compare.mutate([String(version.version), DRAFT])}>
                {t(($) => $.versions.compare)}
              </Button>
              {mayEdit && (
                <Button look="quiet" busy={restore.isPending} onPress={() => restore.mutate(version.version)}>
                  {t(($) => $.versions.restore)}
                </Button>
              )}
              <Menu label={t(($) => $.versions.more, { version: version.version })} items={taking(version.version)}>
                <IconButton label={t(($) => $.versions.more, { version: version.version })}>
                  <Ellipsis aria-hidden />
                </IconButton>
              </Menu>
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}

export const learnVersions = (flowId: string): void =>
  void queryClient.invalidateQueries({ queryKey: keys.flowVersions(flowId) });
