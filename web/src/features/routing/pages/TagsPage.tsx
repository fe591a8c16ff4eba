import { useQuery } from "@tanstack/react-query";
import { Plus, Tag, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, useMay } from "@/shared/api";
import {
  Bones,
  Button,
  Card,
  Crumb,
  Failed,
  Field,
  IconButton,
  PageBody,
  PageHead,
  useDeed,
  useErrors,
} from "@/shared/ui";
import { deeds, tagsOptions } from "../api";
import { SurveyCard } from "../components/SurveyCard";

const FIELDS = ["name"] as const;

function TagsCard() {
  const { t } = useTranslation("routing");
  const tags = useQuery(tagsOptions);
  const writes = useMay("write:contacts");
  const [name, setName] = useState("");
  const { errors, clear, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const add = (event: FormEvent) => {
    event.preventDefault();
    void act({
      run: (key) => deeds.addTag(name, key),
      changes: [keys.tags()],
      done: t(($) => $.tags.added),
      failed: take,
      after: () => setName(""),
    });
  };
  const remove = (id: string) =>
    act({ run: () => deeds.removeTag(id), changes: [keys.tags()], done: t(($) => $.tags.removed) });
  return (
    <Card title={t(($) => $.tags.list)}>
      {writes && (
        <form onSubmit={add} className="mb-4 flex items-start gap-2">
          <Field
            label={t(($) => $.tags.new)}
            value={name}
            error={errors.name}
            onChange={(value) => {
              clear();
              setName(value);
            }}
            className="flex-1"
            isRequired
          />
          <Button type="submit" size="form" icon={<Plus aria-hidden />} busy={busy} className="mt-[26px]">
            {t(($) => $.tags.add)}
          </Button>
        </form>
      )}
      {tags.data ? (
        tags.data.data.length > 0 ? (
          <>
            <ul className="divide-y divide-line">
              {tags.data.data.map((tag) => (
                <li key={tag.id} className="flex min-h-10 items-center gap-2.5 py-1">
                  <Tag className="size-4 shrink-0 text-fg-3" aria-hidden />
                  <span className="min-w-0 flex-1 truncate text-sm font-medium">{tag.name}</span>
                  <span className="tnum text-xs text-fg-3">{t(($) => $.tags.used, { count: tag.used })}</span>
                  {writes && tag.used === 0 && (
                    <IconButton
                      label={t(($) => $.tags.removeOf, { name: tag.name })}
                      onPress={() => void remove(tag.id)}
                    >
                      <X aria-hidden />
                    </IconButton>
                  )}
                </li>
              ))}
            </ul>
            <p className="mt-3 text-xs text-fg-3">{t(($) => $.tags.inUse)}</p>
          </>
        ) : (
          <p className="text-sm text-fg-2">{t(($) => $.tags.empty)}</p>
        )
      ) : tags.isError ? (
        <Failed tight error={tags.error} retry={() => void tags.refetch()} />
      ) : (
        <Bones rows={4} className="h-8" />
      )}
    </Card>
  );
}

/** Words to sort contacts by, and the question when a conversation is closed. */
export function TagsPage() {
  const { t } = useTranslation("routing");
  const routes = useMay("read:routing");
  return (
    <PageBody>
      <PageHead
        back={<Crumb to="/settings">{t(($) => $.settings)}</Crumb>}
        title={t(($) => $.tags.title)}
        about={t(($) => $.tags.about)}
      />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <TagsCard />
        {routes && <SurveyCard />}
      </div>
    </PageBody>
  );
}
