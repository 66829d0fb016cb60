" Sourced by vim and nvim before the person's own configuration.  It changes nothing of theirs: it opens the channel
" to Greenroom (vim; nvim listens by itself), saves the draft and answers whether it is saved, gives the draft a swap file
" in a folder of Greenroom's, and keeps modelines of the draft, which began as a pack's text, from being obeyed.
"
" A vim without +eval skips everything between `if` and `endif`.
if 1
  let s:draft = resolve(fnamemodify($GREENROOM_DRAFT, ':p'))
  let s:socket = $GREENROOM_EDITOR_SOCKET
  let s:recovery = $GREENROOM_EDITOR_RECOVERY
  " What the person starts from inside the editor shall not know of it.
  silent! unlet! $GREENROOM_DRAFT $GREENROOM_EDITOR_SOCKET $GREENROOM_EDITOR_SCRIPT $GREENROOM_EDITOR_RECOVERY

  function! s:IsDraft(name) abort
    return a:name !=# '' && resolve(fnamemodify(a:name, ':p')) ==# s:draft
  endfunction

  function! s:Draft() abort
    for l:info in getbufinfo({'bufloaded': 1})
      if s:IsDraft(l:info.name)
        return l:info
      endif
    endfor
    return {}
  endfunction

  " Writes the draft and nothing else; marks, the cursor and what autocommands do on saving are left alone.  A file that
  " was changed outside is not overwritten: vim would ask, and that is for its person to answer.
  " Where the draft is in no window vim can only be told to write all: `all` allows that.
  function! GreenroomSave(all) abort
    let l:info = s:Draft()
    let l:command = 'silent! noautocmd lockmarks write'
    let v:errmsg = ''
    if empty(l:info) || !l:info.changed
      return
    endif
    if getftime(s:draft) != s:time && getftime(s:draft) != -1
      let v:errmsg = 'the file was changed outside; write it or read it again there'
      return
    endif
    let l:fsync = &fsync " nvim's default leaves a file to a power cut
    let &fsync = 1
    if bufnr('%') == l:info.bufnr
      execute l:command
    elseif !empty(l:info.windows)
      call win_execute(l:info.windows[0], l:command)
    elseif a:all
      silent! noautocmd lockmarks wall
    endif
    let &fsync = l:fsync
    let s:time = getftime(s:draft)
  endfunction

  " '0 ' where the draft on disk is what the buffer holds, else '1 ' and the reason.
  function! GreenroomDraft() abort
    let l:info = s:Draft()
    if empty(l:info) || !l:info.changed
      return '0 '
    endif
    return '1 ' . substitute(v:errmsg, '[[:cntrl:]]', ' ', 'g')
  endfunction

  " The file was changed outside: read it again, in its window if it has one.
  function! GreenroomReload() abort
    let l:info = s:Draft()
    if empty(l:info)
      return
    endif
    if !empty(l:info.windows)
      call win_execute(l:info.windows[0], 'silent! edit!')
    else
      execute 'silent! checktime' l:info.bufnr
    endif
  endfunction

  " The cursor goes to a line of the draft; where the draft is in no window its person looks at something else.
  function! GreenroomGo(line) abort
    let l:info = s:Draft()
    if !empty(l:info) && !empty(l:info.windows)
      call win_gotoid(l:info.windows[0])
      call cursor(a:line, 1)
      normal! zz
    endif
  endfunction

  " `-n` keeps swap files away while the draft is read; then it gets one where Greenroom looks for it.
  function! s:Swap() abort
    let l:directory = &directory
    setlocal noswapfile
    " Another vim of Greenroom's may have the draft open: vim would ask about its swap file.
    if s:recovery ==# '' || !isdirectory(s:recovery) || !empty(glob(s:recovery . '/*', 1))
      return
    endif
    let &directory = escape(s:recovery, ', \') . '//'
    let &updatecount = 200
    silent! setlocal swapfile
    let &directory = l:directory
  endfunction

  let s:time = -1
  augroup greenroom
    autocmd!
    autocmd BufReadPost,BufWritePost,FileChangedShellPost * if s:IsDraft(expand('<afile>')) | let s:time = getftime(s:draft) | endif
    autocmd BufReadPre * if s:IsDraft(expand('<afile>')) | setlocal nomodeline | endif
    autocmd BufReadPost * if s:IsDraft(expand('<afile>')) | call s:Swap() | endif
    autocmd SwapExists * if s:IsDraft(expand('<afile>')) | let v:swapchoice = 'e' | endif
  augroup END

  " Without +channel a key that no keyboard has saves: a character of Unicode's private area.
  if s:socket !=# '' && has('channel') && exists('*ch_open')
    silent! let s:channel = ch_open('unix:' . s:socket, {'mode': 'json'})
  elseif !has('nvim')
    noremap <Char-0xF8FF> <Cmd>silent! noautocmd write!<CR>
    noremap! <Char-0xF8FF> <Cmd>silent! noautocmd write!<CR>
  endif
endif
