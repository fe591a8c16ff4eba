import { ChevronLeft, ChevronRight, X } from "lucide-react";
import { Dialog, Modal, ModalOverlay } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { useMedia } from "@/shared/chat";
import { IconButton } from "@/shared/ui";

/** The pictures of a conversation in large; arrows go through them. */
export function MediaViewer({
  media,
  at,
  onAt,
  onClose,
}: {
  media: string[];
  at: string;
  onAt: (id: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation("inbox");
  const held = useMedia(at, "original");
  const here = media.indexOf(at);
  const go = (step: number) => {
    const next = media[here + step];
    if (next) onAt(next);
  };
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => !open && onClose()}
      className="fixed inset-0 z-50 bg-veil"
    >
      <Modal className="h-full outline-none">
        <Dialog
          aria-label={t(($) => $.viewer.title)}
          className="flex h-full items-center justify-between gap-2 p-4 outline-none"
        >
          {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows work anywhere in the dialog */}
          <div
            className="contents"
            onKeyDown={(e) => (e.key === "ArrowRight" ? go(1) : e.key === "ArrowLeft" ? go(-1) : undefined)}
          >
            <IconButton
              label={t(($) => $.viewer.before)}
              isDisabled={here <= 0}
              onPress={() => go(-1)}
              className="bg-surface"
            >
              <ChevronLeft aria-hidden />
            </IconButton>
            {held.url ? (
              <img
                src={held.url}
                alt={t(($) => $.viewer.picture, { at: here + 1, of: media.length })}
                className="max-h-full min-w-0 max-w-[80vw] rounded-control object-contain"
              />
            ) : (
              <span className="text-sm text-on-phone-bar">
                {t(($) => (held.failed ? $.viewer.away : $.viewer.loading))}
              </span>
            )}
            <IconButton
              label={t(($) => $.viewer.after)}
              isDisabled={here >= media.length - 1}
              onPress={() => go(1)}
              className="bg-surface"
            >
              <ChevronRight aria-hidden />
            </IconButton>
            <IconButton
              label={t(($) => $.viewer.close)}
              onPress={onClose}
              autoFocus
              className="absolute right-4 top-4 bg-surface"
            >
              <X aria-hidden />
            </IconButton>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
