import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { MessageSquareQuote, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { promptsOptions } from "@/shared/ai";
import { keys } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import {
  Badge,
  Bones,
  Button,
  Confirm,
  Crumb,
  Empty,
  Failed,
  IconButton,
  PageBody,
  PageHead,
  Refreshing,
  useDeed,
} from "@/shared/ui";
import { deeds, type Prompt } from "../api";
import { AiTabs } from "../components/AiTabs";

/** Instructions that the company wrote once. */
export function PromptsPage() {
  const { t } = useTranslation("ai");
  const navigate = useNavigate();
  const prompts = useQuery(promptsOptions);
  const [removing, setRemoving] = useState<Prompt | null>(null);
  const { busy, act } = useDeed();
  const open = (promptId: string) => void navigate({ to: "/settings/ai/prompts/$promptId", params: { promptId } });
  useActions([
    {
      id: "prompts:new",
      label: t(($) => $.prompts.new),
      group: t(($) => $.title),
      keys: "n",
      icon: <Plus aria-hidden />,
      run: () => open("new"),
    },
  ]);
  const fresh = (
    <Button look="primary" icon={<Plus aria-hidden />} onPress={() => open("new")}>
      {t(($) => $.prompts.new)}
    </Button>
  );
  const all = prompts.data?.data ?? [];
  return (
    <PageBody>
      <Refreshing busy={prompts.isFetching && !prompts.isPending} />
      <PageHead
        back={<Crumb to="/settings">{t(($) => $.settings)}</Crumb>}
        title={t(($) => $.prompts.title)}
        about={t(($) => $.prompts.about)}
        end={all.length > 0 && fresh}
      />
      <AiTabs />
      {prompts.data ? (
        all.length > 0 ? (
          <ul aria-label={t(($) => $.prompts.title)} className="flex flex-col gap-3">
            {all.map((prompt) => (
              <Row
                key={prompt.id}
                prompt={prompt}
                onRemove={() => setRemoving(prompt)}
                onEdit={() => open(prompt.id)}
              />
            ))}
          </ul>
        ) : (
          <Empty icon={<MessageSquareQuote aria-hidden />} title={t(($) => $.prompts.none)} action={fresh}>
            {t(($) => $.prompts.noneHint)}
          </Empty>
        )
      ) : prompts.isError ? (
        <Failed error={prompts.error} retry={() => void prompts.refetch()} />
      ) : (
        <Bones rows={4} className="h-24" />
      )}
      {removing && (
        <Confirm
          open
          onClose={() => setRemoving(null)}
          title={t(($) => $.prompts.removeTitle)}
          action={t(($) => $.prompts.remove, { name: removing.name })}
          busy={busy}
          onConfirm={() =>
            void act({
              run: () => deeds.removePrompt(removing.id),
              changes: [keys.prompts()],
              done: t(($) => $.prompts.removed),
              after: () => setRemoving(null),
            })
          }
        >
          {t(($) => $.prompts.removeHint, { name: removing.name })}
        </Confirm>
      )}
    </PageBody>
  );
}

function Row({ prompt, onEdit, onRemove }: { prompt: Prompt; onEdit: () => void; onRemove: () => void }) {
  const { t } = useTranslation("ai");
  const format = useFormat();
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 rounded-card border border-line bg-surface p-4 shadow-e1">
      <div className="min-w-0 flex-1 basis-72">
        <h2 className="break-words text-base font-semibold text-fg">
          <Link
            to="/settings/ai/prompts/$promptId"
            params={{ promptId: prompt.id }}
            className="inline-block min-h-6 hover:underline"
          >
            {prompt.name}
          </Link>
        </h2>
        {prompt.description && <p className="text-sm text-fg-2">{prompt.description}</p>}
        <p className="mt-1 line-clamp-2 break-words text-sm text-fg-3">{prompt.text}</p>
        <p className="tnum mt-2 flex flex-wrap items-center gap-1.5 text-xs text-fg-3">
          <Badge>{t(($) => $.prompts.version, { version: prompt.version })}</Badge>
          {prompt.variables.map((name) => (
            <code key={name} className="rounded-chip bg-surface-3 px-1.5 py-0.5 font-mono text-fg-2">
              {name}
            </code>
          ))}
          <span>{t(($) => $.prompts.changed, { when: format.relative(prompt.updated_at) })}</span>
        </p>
      </div>
      <div className="ml-auto flex gap-1">
        <IconButton label={t(($) => $.prompts.edit, { name: prompt.name })} onPress={onEdit}>
          <Pencil aria-hidden />
        </IconButton>
        <IconButton label={t(($) => $.prompts.remove, { name: prompt.name })} onPress={onRemove}>
          <Trash2 aria-hidden />
        </IconButton>
      </div>
    </li>
  );
}
