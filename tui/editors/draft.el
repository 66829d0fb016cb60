;;; draft.el --- how Greenroom talks to an Emacs that edits a draft  -*- lexical-binding: t -*-

;; Loaded after the person's own configuration, of which it changes nothing: everything here concerns the draft's buffer
;; alone.  It connects to a Unix socket of Greenroom's, on which lines of JSON come: ["ex", FORM] evaluates,
;; ["expr", FORM, ID] answers [ID, VALUE].

(require 'json)

(setq enable-local-variables nil ; the draft began as a pack's text
      enable-local-eval nil)

(defvar greenroom--draft (file-truename (getenv "GREENROOM_DRAFT")))
(defvar greenroom--recovery (getenv "GREENROOM_EDITOR_RECOVERY"))
(defvar greenroom--input "")
(defvar greenroom--problem "")

(defun greenroom--buffer ()
  (find-buffer-visiting greenroom--draft))

(defun greenroom-save ()
  "Write the draft as it is: no hook runs, nothing is asked, point and mark stay.
A file that was changed outside is not overwritten: that is for its person to decide."
  (let ((buffer (greenroom--buffer)) (inhibit-message t) (message-log-max nil))
    (setq greenroom--problem "")
    (when (and buffer (buffer-modified-p buffer))
      (with-current-buffer buffer
        (condition-case problem
            (let ((write-region-inhibit-fsync nil)
                  (write-region-annotate-functions nil)
                  (write-region-post-annotation-function nil)
                  (create-lockfiles nil))
              (unless (or (verify-visited-file-modtime buffer) (not (file-exists-p buffer-file-name)))
                (error "The file was changed outside; write it or read it again there"))
              (write-region nil nil buffer-file-name nil t)
              (delete-auto-save-file-if-necessary t)
              (force-mode-line-update))
          (error (setq greenroom--problem (error-message-string problem))))))))

(defun greenroom-draft ()
  "\"0 \" where the draft on disk is what the buffer holds, else \"1 \" and the reason."
  (let ((buffer (greenroom--buffer)))
    (if (and buffer (buffer-modified-p buffer))
        (concat "1 " (replace-regexp-in-string "[[:cntrl:]]" " " greenroom--problem))
      "0 ")))

(defun greenroom-reload ()
  "Read the draft again, which was changed outside."
  (let ((buffer (greenroom--buffer)) (inhibit-message t))
    (when buffer
      (with-current-buffer buffer
        (revert-buffer t t t)))))

(defun greenroom-go (line)
  "Show the draft with point at the beginning of LINE."
  (let ((buffer (greenroom--buffer)))
    (when buffer
      (pop-to-buffer-same-window buffer)
      (widen)
      (goto-char (point-min))
      (forward-line (1- line))
      (recenter))))

(defun greenroom--take (process line)
  (let* ((json-array-type 'list)
         (message (json-read-from-string line))
         (kind (car message))
         (form (car (read-from-string (nth 1 message)))))
    (cond ((equal kind "ex") (eval form t))
          ((equal kind "expr")
           (process-send-string process (concat (json-encode (list (nth 2 message) (eval form t))) "\n"))))))

(defun greenroom--receive (process text)
  (setq greenroom--input (concat greenroom--input text))
  (while (string-match "\n" greenroom--input)
    (let ((line (substring greenroom--input 0 (match-beginning 0))))
      (setq greenroom--input (substring greenroom--input (match-end 0)))
      (save-match-data
        (ignore-errors (greenroom--take process line))))))

(defun greenroom--found-file ()
  "No lock file beside the draft, and what is saved by itself goes where Greenroom looks for it."
  (when (and buffer-file-name (equal (file-truename buffer-file-name) greenroom--draft))
    (setq-local create-lockfiles nil)
    (when (file-directory-p greenroom--recovery)
      (setq buffer-auto-save-file-name (expand-file-name "draft" greenroom--recovery)))))

(add-hook 'find-file-hook #'greenroom--found-file)

(ignore-errors
  (make-network-process :name "greenroom" :family 'local :service (getenv "GREENROOM_EDITOR_SOCKET")
                        :coding 'utf-8 :filter #'greenroom--receive :noquery t))

;; What the person starts from inside the editor shall not know of it.
(dolist (name '("GREENROOM_DRAFT" "GREENROOM_EDITOR_SOCKET" "GREENROOM_EDITOR_SCRIPT" "GREENROOM_EDITOR_RECOVERY"))
  (setenv name nil))
